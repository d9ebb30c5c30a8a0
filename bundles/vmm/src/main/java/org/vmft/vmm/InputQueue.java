package org.vmft.vmm;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.log.LogEntry.Input;
import org.vmft.api.machine.DiskRequest;

/**
 * Inputs waiting for a delivery point. Each kind has a lane of its own, so that packets for a guest that has posted no
 * buffer do not keep the console from it. Concurrency: one monitor; posters and the machine's thread hold it briefly.
 */
final class InputQueue {
    /** About two windows of a TCP connection; a network may drop what exceeds it. */
    static final int PACKETS_MAX = 256;
    static final int PACKET_BYTES_MAX = 512 << 10;
    /** Largest frame taken, so that no entry of the log is larger than one with the largest result. */
    static final int FRAME_BYTES_MAX = Waist.RESULT_BYTES_MAX;
    static final int CONSOLE_CHUNKS_MAX = 256;
    static final int CONSOLE_BYTES_MAX = 16 << 10;
    /** A guest has one request in flight, and at most one of which it knows nothing any more. */
    static final int COMPLETIONS_MAX = 4;
    static final int COMPLETION_BYTES_MAX = COMPLETIONS_MAX * DiskRequest.BYTES_MAX;
    /** Console input is a stream; in pieces of this size it fits any device's FIFO sooner or later. */
    static final int CONSOLE_CHUNK_BYTES = 64;

    private static final class Lane {
        private final ArrayDeque<Input> queue = new ArrayDeque<>();
        private final int entriesMax;
        private final int bytesMax;
        private int bytes;

        Lane(int entriesMax, int bytesMax) {
            this.entriesMax = entriesMax;
            this.bytesMax = bytesMax;
        }

        boolean hasRoom(int entries, int more) {
            return queue.size() + entries <= entriesMax && more <= bytesMax - bytes;
        }

        void add(Input input) {
            queue.add(input);
            bytes += bytesOf(input).length;
        }

        void remove() {
            bytes -= bytesOf(queue.remove()).length;
        }
    }

    private final Lane console = new Lane(CONSOLE_CHUNKS_MAX, CONSOLE_BYTES_MAX);
    private final Lane packets = new Lane(PACKETS_MAX, PACKET_BYTES_MAX);
    private final Lane completions = new Lane(COMPLETIONS_MAX, COMPLETION_BYTES_MAX);
    private final List<Lane> lanes = List.of(console, packets, completions);
    private long dropped;
    private volatile boolean arrived;

    static byte[] bytesOf(Input input) {
        if (input instanceof DiskCompletion completion) {
            return completion.bytes();
        }
        return input instanceof ConsoleInput typed ? typed.bytes() : ((LogEntry.PacketArrival) input).bytes();
    }

    synchronized boolean post(Input input) {
        byte[] bytes = bytesOf(input);
        boolean taken = input instanceof ConsoleInput ? postConsole(bytes)
                : input instanceof DiskCompletion ? postCompletion(input, bytes.length) : postPacket(input, bytes.length);
        if (taken) {
            arrived = true;
        } else {
            dropped++;
        }
        return taken;
    }

    /** Whether something was posted since the last {@link #look}; without the monitor. */
    boolean arrived() {
        return arrived;
    }

    /** The machine's thread is going to see what there is. */
    void look() {
        arrived = false;
    }

    private boolean postPacket(Input input, int length) {
        if (length > FRAME_BYTES_MAX || !packets.hasRoom(1, length)) {
            return false;
        }
        packets.add(input);
        return true;
    }

    private boolean postCompletion(Input input, int length) {
        if (length > DiskRequest.BYTES_MAX || !completions.hasRoom(1, length)) {
            return false;
        }
        completions.add(input);
        return true;
    }

    private boolean postConsole(byte[] bytes) {
        int chunks = (bytes.length + CONSOLE_CHUNK_BYTES - 1) / CONSOLE_CHUNK_BYTES;
        if (!console.hasRoom(chunks, bytes.length)) {
            return false;
        }
        for (int from = 0; from < bytes.length; from += CONSOLE_CHUNK_BYTES) {
            console.add(new ConsoleInput(
                    Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + CONSOLE_CHUNK_BYTES))));
        }
        return true;
    }

    synchronized void refuse() {
        dropped++;
    }

    synchronized long dropped() {
        return dropped;
    }

    /** The next input whose device is ready for it; it stays queued. Drops inputs that no device handles. */
    synchronized Optional<Input> deliverable(Guest guest) {
        for (Lane lane : lanes) {
            while (!lane.queue.isEmpty() && guest.deviceFor(lane.queue.peek()).isEmpty()) {
                lane.remove();
                dropped++;
            }
            if (!lane.queue.isEmpty()) {
                Input head = lane.queue.peek();
                if (guest.deviceFor(head).orElseThrow().ready(head)) {
                    return Optional.of(head);
                }
            }
        }
        return Optional.empty();
    }

    /** Removes what {@link #deliverable} returned. */
    synchronized void remove(Input delivered) {
        Lane lane = delivered instanceof ConsoleInput ? console : delivered instanceof DiskCompletion ? completions : packets;
        if (lane.queue.peek() != delivered) {
            throw new IllegalStateException("input queue: expected the delivered input first");
        }
        lane.remove();
    }
}
