package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * One request after the other, each repeated until it is answered; now and then a flood of repetitions. It forgets
 * nothing: two different answers to one request, or a counter that does not grow by one, are violations.
 */
final class Client {
    private static final long MAC_ADDRESS = 0x0200000000ccL;
    private static final long REPEAT_NANOS = 40_000_000;
    static final long FLOOD_NANOS = 12_000;
    private static final int IMPATIENT_ONE_IN = 6;
    private static final int ID_OFFSET = 14;
    private static final int COUNTER_OFFSET = 18;
    private static final int THINK_NANOS_MIN = 200_000;

    private final World world;
    private final Judge judge;
    private final Random random;
    private final int port;
    private final int thinkNanosMax;
    private final Map<Long, List<byte[]>> streams = new TreeMap<>();
    private Map<Long, byte[]> answers = new TreeMap<>();
    /** First answers of this incarnation in the order of their arrival. */
    private List<byte[]> stream = new ArrayList<>();
    private long id;
    private boolean waiting;
    private long lastCounter;
    private int answered;
    private int duplicates;

    Client(World world, Judge judge, Random random) {
        this.world = world;
        this.judge = judge;
        this.random = random;
        thinkNanosMax = 2_000_000 + random.nextInt(14_000_000);
        port = world.attachClient(this::received);
        world.simulatedSwitch().onIncarnation(this::newIncarnation);
    }

    void begin() {
        next();
    }

    /** A new incarnation knows nothing of earlier requests. */
    private void newIncarnation(long incarnation) {
        answers = new TreeMap<>();
        stream = new ArrayList<>();
        streams.put(incarnation, stream);
        lastCounter = 0;
    }

    private void next() {
        id++;
        waiting = true;
        world.trace().line("client", "asks request " + id);
        send(id);
    }

    private void send(long request) {
        if (waiting && request == id) {
            flood(random.nextInt(IMPATIENT_ONE_IN) == 0 ? 2 + random.nextInt(3) : 1);
            world.timeline().after(REPEAT_NANOS, () -> send(request));
        }
    }

    private void transmit() {
        byte[] payload = new byte[46];
        Frames.put(payload, 0, id, 4);
        world.simulatedSwitch().transmit(port,
                Frames.frame(World.MAC_ADDRESS, MAC_ADDRESS, Frames.REQUEST_TYPE, payload));
    }

    /** Repeats the present request so many times, about as fast as the guest can answer. */
    void flood(int frames) {
        if (frames > 0) {
            transmit();
            world.timeline().after(FLOOD_NANOS, () -> flood(frames - 1));
        }
    }

    private void received(byte[] frame) {
        if (Frames.get(frame, 12, 2) != Frames.REQUEST_TYPE || Frames.get(frame, 0, 6) != MAC_ADDRESS) {
            return;
        }
        long request = Frames.get(frame, ID_OFFSET, 4);
        byte[] before = answers.putIfAbsent(request, frame);
        if (before == null) {
            stream.add(frame);
        } else {
            duplicates++;
            if (!Arrays.equals(before, frame)) {
                judge.violated(Invariant.ONE_ANSWER, Standing.NOBODY, "answer to request " + request,
                        Outside.hex(before), Outside.hex(frame));
            }
        }
        if (!waiting || request != id) {
            return;
        }
        long counter = Frames.get(frame, COUNTER_OFFSET, 4);
        if (lastCounter != 0 && counter != lastCounter + 1) {
            judge.violated(Invariant.COUNTED_ONCE, Standing.NOBODY, "counter in the answer to request " + request,
                    lastCounter + 1, counter);
        }
        lastCounter = counter;
        world.trace().line("client", "has answer " + counter + " to request " + request);
        waiting = false;
        answered++;
        world.timeline().after(THINK_NANOS_MIN + random.nextInt(thinkNanosMax), this::next);
    }

    /** What it got from an incarnation, without repetitions. */
    List<byte[]> stream(long incarnation) {
        return streams.getOrDefault(incarnation, List.of());
    }

    int answered() {
        return answered;
    }

    int duplicates() {
        return duplicates;
    }
}
