package org.vmft.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.vmft.logchannel.ByteTransport;
import org.vmft.logchannel.FramedLink;

/**
 * One direction of a simulated connection, from one process to another: in order, delayed, bounded, and stuck while the
 * hosts cannot reach each other or the receiving process stands still.
 */
final class Pipe implements ByteTransport {
    private static final int RESERVE_BYTES = 64 << 10;
    private static final byte[] END = new byte[0];

    private record Segment(byte[] bytes, String end, long dueAt) {}

    private final World world;
    private final Process from;
    private final Process to;
    private final int bytesMax;
    private final Deque<Segment> flying = new ArrayDeque<>();
    /** Frames that wait for the next one written. */
    private final Deque<byte[]> later = new ArrayDeque<>();
    private FramedLink receiver;
    private Pipe opposite;
    private int bytes;
    private long lastDueAt;
    private boolean closed;
    private boolean corruptNext;
    private boolean waiting;

    Pipe(World world, Process from, Process to) {
        this.world = world;
        this.from = from;
        this.to = to;
        bytesMax = world.network().pipeBytesMax();
    }

    void connect(FramedLink link, Pipe other) {
        receiver = link;
        opposite = other;
    }

    /** The next bytes written arrive with one bit flipped. */
    void corruptNext() {
        corruptNext = true;
    }

    @Override
    public boolean writeLater(byte[] frame) {
        if (!closed) {
            later.addLast(frame);
        }
        return !closed;
    }

    @Override
    public boolean write(byte[] frame, boolean reserved) {
        sendLater();
        return !closed && send(frame, reserved);
    }

    private void sendLater() {
        while (!later.isEmpty() && !closed && send(later.peekFirst(), true)) {
            later.removeFirst();
        }
    }

    private boolean send(byte[] frame, boolean reserved) {
        if (bytes > 0 && bytes + frame.length > bytesMax + (reserved ? RESERVE_BYTES : 0)) {
            world.coverage().count("bound: connection full");
            return false;
        }
        byte[] sent = frame.clone();
        if (corruptNext) {
            corruptNext = false;
            Random random = world.random();
            sent[random.nextInt(sent.length)] ^= (byte) (1 << random.nextInt(8));
            world.trace().fault(from + " to " + to, "a bit of the next frame is flipped");
        }
        bytes += sent.length;
        fly(sent, "", world.network().latency());
        return true;
    }

    private void fly(byte[] sent, String end, long latency) {
        lastDueAt = Math.max(lastDueAt, world.timeline().now() + latency);
        flying.addLast(new Segment(sent, end, lastDueAt));
        world.timeline().at(lastDueAt, this::deliver);
    }

    private void deliver() {
        while (!flying.isEmpty() && flying.peekFirst().dueAt() <= world.timeline().now()) {
            if (!world.network().reaches(from.host(), to.host())) {
                waitFor(world.network()::onHeal);
                return;
            }
            if (to.paused()) {
                waitFor(to::onResume);
                return;
            }
            Segment segment = flying.removeFirst();
            bytes -= segment.bytes().length;
            to.execute(() -> arrive(segment));
        }
    }

    private void waitFor(java.util.function.Consumer<Runnable> change) {
        if (!waiting) {
            waiting = true;
            change.accept(() -> {
                waiting = false;
                world.timeline().after(world.network().latency(), this::deliver);
            });
        }
    }

    private void arrive(Segment segment) {
        if (segment.bytes() == END) {
            receiver.disconnected(segment.end());
            return;
        }
        int cut = world.random().nextInt(segment.bytes().length + 1);
        receiver.bytesReceived(segment.bytes(), 0, cut);
        receiver.bytesReceived(segment.bytes(), cut, segment.bytes().length - cut);
    }

    /** The sender closes: what flies still arrives, then the end is noticed. Nothing comes back to the sender. */
    @Override
    public void close() {
        if (!closed) {
            sendLater();
            closed = true;
            fly(END, "closed by the peer", world.network().latency());
            opposite.receiverClosed();
        }
    }

    private void receiverClosed() {
        closed = true;
        drop();
        to.execute(() -> receiver.disconnected("closed"));
    }

    /** The connection breaks: what flies is lost, and both ends notice as soon as they can be reached. */
    void breakOff() {
        reset();
        opposite.reset();
    }

    private void reset() {
        closed = true;
        drop();
        fly(END, "connection reset", 0);
    }

    /** The sending process is gone: its host still sends what it was given. */
    void senderDied() {
        closed = true;
        fly(END, "closed by the peer", world.network().latency());
    }

    private void drop() {
        flying.clear();
        later.clear();
        bytes = 0;
    }

    boolean between(Process one, Process other) {
        return from == one && to == other || from == other && to == one;
    }

    boolean comesFrom(Process process) {
        return from == process;
    }

    boolean goesTo(Process process) {
        return to == process;
    }

    boolean closed() {
        return closed;
    }
}
