package org.vmft.network;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Deactivate;
import org.vmft.api.network.FrameReceiver;
import org.vmft.api.network.Network;
import org.vmft.api.network.NetworkPort;

/** The network behind a switch that speaks QEMU's stream framing: our own, or QEMU's hub, or passt. */
@Component(service = Network.class, configurationPid = StreamNetwork.PID, configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class StreamNetwork implements Network {
    static final String PID = "org.vmft.network.stream";

    @interface Config {
        /** {@code host:port} or {@code unix:/path} of the switch. */
        String address();
    }

    private final StreamAddress address;
    private final AttachedPorts ports = new AttachedPorts();

    @Activate
    public StreamNetwork(Config config) {
        this(address(config.address()));
    }

    public StreamNetwork(StreamAddress address) {
        this.address = address;
    }

    private static StreamAddress address(String value) {
        if (value == null) {
            throw new IllegalArgumentException(PID + ": address: missing");
        }
        try {
            return StreamAddress.parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PID + ": address: " + e.getMessage());
        }
    }

    @Override
    public NetworkPort attach(FrameReceiver receiver) {
        return ports.attach(new StreamMedium(address), receiver);
    }

    @Deactivate
    void close() {
        ports.close();
    }
}
