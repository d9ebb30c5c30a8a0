package org.vmft.simulation.world;

import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One request after the other, each repeated until it is answered. It forgets nothing: two different answers to one
 * request, or a counter that does not grow by one from request to request, are violations.
 */
final class Client {
    private static final long MAC_ADDRESS = 0x0200000000ccL;
    private static final long REPEAT_NANOS = 40_000_000;
    private static final int ID_OFFSET = 14;
    private static final int COUNTER_OFFSET = 18;

    private final World world;
    private final Random random;
    private final int port;
    private final Map<Long, byte[]> answers = new TreeMap<>();
    private long id;
    private boolean waiting;
    private long lastCounter;
    private int answered;
    private int duplicates;

    Client(World world, Random random) {
        this.world = world;
        this.random = random;
        port = world.attachClient(this::received);
    }

    void begin() {
        next();
    }

    /** A new incarnation knows nothing of earlier requests. */
    void newIncarnation() {
        answers.clear();
        lastCounter = 0;
    }

    private void next() {
        id++;
        waiting = true;
        send(id);
    }

    private void send(long request) {
        if (!waiting || request != id) {
            return;
        }
        byte[] payload = new byte[46];
        Frames.put(payload, 0, request, 4);
        world.simulatedSwitch().transmit(port,
                Frames.frame(World.MAC_ADDRESS, MAC_ADDRESS, Frames.REQUEST_TYPE, payload));
        world.timeline().after(REPEAT_NANOS, () -> send(request));
    }

    private void received(byte[] frame) {
        if (Frames.get(frame, 12, 2) != Frames.REQUEST_TYPE || Frames.get(frame, 0, 6) != MAC_ADDRESS) {
            return;
        }
        long request = Frames.get(frame, ID_OFFSET, 4);
        byte[] before = answers.putIfAbsent(request, frame);
        if (before != null) {
            duplicates++;
            if (!Arrays.equals(before, frame)) {
                throw new Violation("one answer for each request", "request " + request + ": expected="
                        + Witness.hex(before) + " actual=" + Witness.hex(frame));
            }
        }
        if (!waiting || request != id) {
            return;
        }
        long counter = Frames.get(frame, COUNTER_OFFSET, 4);
        if (lastCounter != 0 && counter != lastCounter + 1) {
            throw new Violation("every request is taken once", "request " + request + ": expected counter="
                    + (lastCounter + 1) + " actual=" + counter);
        }
        lastCounter = counter;
        waiting = false;
        answered++;
        world.timeline().after(1_000_000L + random.nextInt(12_000_000), this::next);
    }

    int answered() {
        return answered;
    }

    int duplicates() {
        return duplicates;
    }
}
