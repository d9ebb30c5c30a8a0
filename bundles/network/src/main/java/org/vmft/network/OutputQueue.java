package org.vmft.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayDeque;

/** Frames on their way out of a port, in stream framing. */
final class OutputQueue {
    /** Bindings, or answers to them, which are not dropped; who does not even read those is closed. */
    static final int RESERVE_FRAMES = 16;

    private record Queued(int source, byte[] frame) {}

    private final ArrayDeque<Queued> frames = new ArrayDeque<>();
    private final int framesMax;
    private int written;
    private long dropped;

    OutputQueue(int framesMax) {
        this.framesMax = framesMax;
    }

    /** @return false when it was dropped, and counted */
    boolean add(int source, byte[] frame) {
        if (isFull()) {
            dropped++;
            return false;
        }
        frames.add(new Queued(source, frame));
        return true;
    }

    /** @return false when even the reserve is used up */
    boolean addBinding(int self, byte[] frame) {
        if (frames.size() >= framesMax + RESERVE_FRAMES) {
            return false;
        }
        frames.add(new Queued(self, frame));
        return true;
    }

    /**
     * A frame whose first bytes have left stays, or the stream would be garbage.
     *
     * @return how many frames are gone
     */
    int purge(int source) {
        Queued begun = written > 0 ? frames.peek() : null;
        int before = frames.size();
        frames.removeIf(queued -> queued.source == source && queued != begun);
        return before - frames.size();
    }

    boolean isFull() {
        return frames.size() >= framesMax;
    }

    boolean isEmpty() {
        return frames.isEmpty();
    }

    int size() {
        return frames.size();
    }

    long dropped() {
        return dropped;
    }

    /**
     * Writes until all has left or the channel takes no more.
     *
     * @param batch scratch space for one frame at least
     */
    void writeTo(WritableByteChannel channel, ByteBuffer batch) throws IOException {
        while (!frames.isEmpty()) {
            batch.clear();
            for (Queued queued : frames) {
                if (StreamFraming.encodedBytes(queued.frame) > batch.remaining()) {
                    break;
                }
                StreamFraming.encode(queued.frame, batch);
            }
            batch.flip().position(written);
            channel.write(batch);
            boolean all = !batch.hasRemaining();
            forget(batch.position());
            if (!all) {
                return;
            }
        }
    }

    /** @param position how much of the frames at the head of the queue has left */
    private void forget(int position) {
        int left = position;
        while (!frames.isEmpty() && StreamFraming.encodedBytes(frames.peek().frame) <= left) {
            left -= StreamFraming.encodedBytes(frames.remove().frame);
        }
        written = left;
    }
}
