package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.vmft.api.network.FenceTag;
import org.vmft.network.SwitchCore;

/** The switch's production logic with a delayed wire to each port. */
final class SimulatedSwitch {
    static final String HOST = "switch";

    private final World world;
    private final SwitchCore core = new SwitchCore();
    private final Map<Integer, Consumer<byte[]>> receivers = new TreeMap<>();
    private final Map<Integer, Long> lastArrival = new TreeMap<>();
    private final List<String> hosts = new ArrayList<>();
    private int ports;

    SimulatedSwitch(World world) {
        this.world = world;
    }

    /** A port for something on this host; its frames are lost while host and switch cannot reach each other. */
    int attach(String host, Consumer<byte[]> receiver) {
        int port = ports++;
        core.open(port);
        hosts.add(host);
        receivers.put(port, receiver);
        return port;
    }

    void bind(int port, FenceTag tag) {
        arrive(port, () -> core.bind(port, tag).forEach(receivers::remove));
    }

    void transmit(int port, byte[] frame) {
        arrive(port, () -> core.frame(port, frame).forEach(to -> world.timeline().after(world.network().latency(), () -> {
            Consumer<byte[]> receiver = receivers.get(to);
            if (receiver != null && world.network().reaches(HOST, hosts.get(to))) {
                receiver.accept(frame);
            }
        })));
    }

    /** What one port sends arrives in order. */
    private void arrive(int port, Runnable action) {
        long at = Math.max(lastArrival.getOrDefault(port, 0L), world.timeline().now() + world.network().latency());
        lastArrival.put(port, at);
        world.timeline().at(at, () -> {
            if (world.network().reaches(hosts.get(port), HOST)) {
                action.run();
            }
        });
    }
}
