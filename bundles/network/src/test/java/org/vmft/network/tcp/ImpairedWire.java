package org.vmft.network.tcp;

import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Carries frames one way in virtual time: delays, drops, duplicates and reorders them under a seed. */
final class ImpairedWire {
    private record InFlight(long at, long sequence, byte[] frame) implements Comparable<InFlight> {
        @Override
        public int compareTo(InFlight other) {
            return at != other.at ? Long.compare(at, other.at) : Long.compare(sequence, other.sequence);
        }
    }

    private final SplittableRandom random;
    private final int lostPercent;
    private final int repeatedPercent;
    private final long delayNanos;
    private final long jitterNanos;
    private final Consumer<byte[]> receiver;
    private final PriorityQueue<InFlight> inFlight = new PriorityQueue<>();
    private long sequence;
    private boolean cut;

    ImpairedWire(SplittableRandom random, int lostPercent, int repeatedPercent, long delayNanos, long jitterNanos,
            Consumer<byte[]> receiver) {
        this.random = random;
        this.lostPercent = lostPercent;
        this.repeatedPercent = repeatedPercent;
        this.delayNanos = delayNanos;
        this.jitterNanos = jitterNanos;
        this.receiver = receiver;
    }

    void send(byte[] frame, long now) {
        if (cut || random.nextInt(100) < lostPercent) {
            return;
        }
        int copies = random.nextInt(100) < repeatedPercent ? 2 : 1;
        for (int i = 0; i < copies; i++) {
            long jitter = jitterNanos == 0 ? 0 : random.nextLong(jitterNanos);
            inFlight.add(new InFlight(now + delayNanos + jitter, sequence++, frame));
        }
    }

    void cut(boolean newCut) {
        cut = newCut;
        inFlight.clear();
    }

    void deliver(long now) {
        while (!inFlight.isEmpty() && inFlight.peek().at() <= now) {
            receiver.accept(inFlight.poll().frame());
        }
    }
}
