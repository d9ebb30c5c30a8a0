package org.vmft.network;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.vmft.api.network.FenceTag;

/**
 * Frames between those who transmit and the thread that writes, for one connection after the other. It takes frames
 * only while there is a connection, and what one connection did not carry is dropped; each begins with the binding.
 */
final class TransmitQueue {
    /** About two TCP windows; more would only make frames late. */
    static final int FRAMES_MAX = 1024;
    /** Bindings come once per generation; so many of them unwritten mean that the switch does not read. */
    static final int BINDINGS_MAX = 16;
    private static final int NONE = 0;

    private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
    private Optional<byte[]> binding = Optional.empty();
    private int connection = NONE;
    private int connections;
    private long dropped;

    /** @return false when it was dropped */
    synchronized boolean add(byte[] frame) {
        if (connection == NONE || frames.size() >= FRAMES_MAX) {
            dropped++;
            return false;
        }
        frames.add(frame);
        notifyAll();
        return true;
    }

    /** So many frames were dropped elsewhere. */
    synchronized void refuse(int more) {
        dropped += more;
    }

    /** @return false when there was no room: the connection is given up, and the next one begins with this binding */
    synchronized boolean bind(FenceTag tag) {
        byte[] frame = new FenceFrame(FenceFrame.Kind.BIND, tag).encode();
        binding = Optional.of(frame);
        if (connection == NONE) {
            return true;
        }
        if (frames.size() >= FRAMES_MAX + BINDINGS_MAX) {
            disconnected();
            return false;
        }
        frames.add(frame);
        notifyAll();
        return true;
    }

    /** @return the number of the new connection */
    synchronized int connected() {
        connection = ++connections;
        binding.ifPresent(frames::add);
        return connection;
    }

    /** Drops what the connection has not carried; the writing thread is told. */
    synchronized void disconnected() {
        connection = NONE;
        dropped += frames.size();
        frames.clear();
        notifyAll();
    }

    /** Waits for frames to write to that connection; none when it has ended. */
    synchronized List<byte[]> take(int writing, int bytesMax) throws InterruptedException {
        while (connection == writing && frames.isEmpty()) {
            wait();
        }
        List<byte[]> taken = new ArrayList<>();
        int bytes = 0;
        while (connection == writing && !frames.isEmpty()) {
            bytes += StreamFraming.encodedBytes(frames.peek());
            if (bytes > bytesMax) {
                break;
            }
            taken.add(frames.remove());
        }
        return taken;
    }

    synchronized long dropped() {
        return dropped;
    }
}
