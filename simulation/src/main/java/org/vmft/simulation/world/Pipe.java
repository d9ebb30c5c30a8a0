package org.vmft.simulation.world;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Random;
import org.vmft.logchannel.ByteTransport;
import org.vmft.logchannel.FramedLink;

/**
 * One direction of a simulated connection, from one process to another: in order, delayed, stuck while the hosts cannot
 * reach each other, bounded.
 */
final class Pipe implements ByteTransport {
    private static final int BYTES_MAX = 512 << 10;
    private static final int RESERVE_BYTES = 64 << 10;

    private record Segment(byte[] bytes, long dueAt) {}

    private final World world;
    private final Process from;
    private final Process to;
    private final Deque<Segment> flying = new ArrayDeque<>();
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
    public boolean write(byte[] frame, boolean reserved) {
        if (closed || bytes + frame.length > BYTES_MAX + (reserved ? RESERVE_BYTES : 0)) {
            return false;
        }
        byte[] sent = frame.clone();
        if (corruptNext) {
            corruptNext = false;
            Random random = world.random();
            sent[random.nextInt(sent.length)] ^= (byte) (1 << random.nextInt(8));
            world.coverage().count("fault: corrupted frame");
        }
        bytes += sent.length;
        lastDueAt = Math.max(lastDueAt, world.timeline().now() + world.network().latency());
        flying.addLast(new Segment(sent, lastDueAt));
        world.timeline().at(lastDueAt, this::deliver);
        return true;
    }

    private void deliver() {
        if (flying.isEmpty() || world.timeline().now() < flying.peekFirst().dueAt()) {
            return;
        }
        if (!world.network().reaches(from.host(), to.host())) {
            waitForHealing();
            return;
        }
        Segment segment = flying.removeFirst();
        bytes -= segment.bytes().length;
        to.execute(() -> {
            int cut = world.random().nextInt(segment.bytes().length + 1);
            receiver.bytesReceived(segment.bytes(), 0, cut);
            receiver.bytesReceived(segment.bytes(), cut, segment.bytes().length - cut);
        });
        deliver();
    }

    private void waitForHealing() {
        if (!waiting) {
            waiting = true;
            world.network().onHeal(() -> {
                waiting = false;
                world.timeline().after(world.network().latency(), this::deliverAll);
            });
        }
    }

    private void deliverAll() {
        while (!flying.isEmpty() && world.network().reaches(from.host(), to.host())) {
            Segment segment = flying.removeFirst();
            bytes -= segment.bytes().length;
            to.execute(() -> receiver.bytesReceived(segment.bytes(), 0, segment.bytes().length));
        }
        if (!flying.isEmpty()) {
            waitForHealing();
        }
    }

    /** The sending side's end closes: what flies still arrives, then the end is noticed. Both directions end. */
    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        long at = Math.max(lastDueAt, world.timeline().now() + world.network().latency());
        world.timeline().at(at, () -> noticeEnd("closed by the peer"));
        opposite.ended("closed");
    }

    /** The connection breaks at once, seen by both ends as far as they can be reached. */
    void breakOff() {
        flying.clear();
        bytes = 0;
        noticeEnd("connection reset");
        opposite.flying.clear();
        opposite.bytes = 0;
        opposite.noticeEnd("connection reset");
    }

    private void noticeEnd(String reason) {
        closed = true;
        if (world.network().reaches(from.host(), to.host())) {
            to.execute(() -> receiver.disconnected(reason));
        } else {
            world.network().onHeal(() -> noticeEnd(reason));
        }
    }

    /** This direction's receiver itself closed. */
    private void ended(String reason) {
        closed = true;
        flying.clear();
        to.execute(() -> receiver.disconnected(reason));
    }

    boolean between(Process one, Process other) {
        return from == one && to == other || from == other && to == one;
    }

    boolean touches(Process process) {
        return from == process || to == process;
    }

    boolean closed() {
        return closed;
    }
}
