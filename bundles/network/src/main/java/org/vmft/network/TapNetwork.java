package org.vmft.network;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.vmft.api.network.FrameReceiver;
import org.vmft.api.network.Network;
import org.vmft.api.network.NetworkPort;
import org.vmft.network.tap.TapDevice;

/** The network behind a TAP interface, a Linux bridge as a rule. An interface takes one port. */
@Component(service = Network.class, configurationPid = TapNetwork.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class TapNetwork implements Network {
    static final String PID = "org.vmft.network.tap";

    @interface Config {
        /** The interface. */
        String name();
    }

    private final String name;
    private final AttachedPorts ports = new AttachedPorts();

    @Activate
    public TapNetwork(Config config) {
        try {
            name = TapDevice.checkedName(config.name() == null ? "" : config.name());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PID + ": name: " + e.getMessage());
        }
    }

    @Override
    public NetworkPort attach(FrameReceiver receiver) {
        return ports.attach(new TapMedium(name, () -> TapDevice.open(name)), receiver);
    }

    @Deactivate
    void close() {
        ports.close();
    }
}
