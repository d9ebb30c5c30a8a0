package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.vmft.api.network.FenceTag;
import org.vmft.network.SwitchCore;

/** The switch's production logic with a delayed wire to each port. */
final class SimulatedSwitch {
    static final String HOST = "switch";
    private static final long RETRY_NANOS = 10_000_000;

    private final World world;
    private final SwitchCore core = new SwitchCore();
    private final Map<Integer, Consumer<byte[]>> receivers = new TreeMap<>();
    private final Map<Integer, Long> lastArrival = new TreeMap<>();
    private final List<String> hosts = new ArrayList<>();
    /** Ports whose last binding has not arrived: nothing behind it arrives either. */
    private final Map<Integer, FenceTag> binding = new TreeMap<>();
    private LongConsumer onIncarnation = incarnation -> { };
    private long incarnation;
    private int ports;
    private int age;

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

    void detach(int port) {
        core.close(port);
        receivers.remove(port);
    }

    /** Called when a later boot of the virtual machine takes over; no frame of an earlier one arrives any more. */
    void onIncarnation(LongConsumer listener) {
        onIncarnation = listener;
    }

    void bind(int port, FenceTag tag) {
        binding.put(port, tag);
        tryToBind(port, tag, world.network().latency());
    }

    private void tryToBind(int port, FenceTag tag, long nanos) {
        world.timeline().after(nanos, () -> {
            if (binding.get(port) != tag || !receivers.containsKey(port)) {
                return;
            }
            if (world.network().reaches(hosts.get(port), HOST)) {
                bound(port, tag);
            } else {
                tryToBind(port, tag, RETRY_NANOS);
            }
        });
    }

    private void bound(int port, FenceTag tag) {
        binding.remove(port);
        core.bind(port, tag).forEach(stale -> {
            receivers.remove(stale);
            world.trace().line("switch", "fences port " + stale + " (" + hosts.get(stale) + ")");
        });
        if (tag.incarnation() > incarnation && receivers.containsKey(port)) {
            incarnation = tag.incarnation();
            age++;
            onIncarnation.accept(incarnation);
        }
    }

    void transmit(int port, byte[] frame) {
        arrive(port, () -> core.frame(port, frame).forEach(to -> onWire(world.network().latency(), () -> {
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
        onWire(at - world.timeline().now(), () -> {
            if (world.network().reaches(hosts.get(port), HOST) && !binding.containsKey(port)) {
                action.run();
            }
        });
    }

    private void onWire(long nanos, Runnable arrival) {
        int sentAt = age;
        world.timeline().after(nanos, () -> {
            if (sentAt == age) {
                arrival.run();
            }
        });
    }
}
