package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Heartbeat;
import org.vmft.api.channel.ChannelMessage.StateChunk;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;

/** A link over which more is sent than it can carry. */
@Timeout(120)
class TcpLoadTest {
    private static final int DIAL_MILLIS = 20_000;
    private static final int CHUNK_BYTES = 64 << 10;
    private static final int CHUNKS = 2_000;
    /** The queue, and whatever two kernels take between two sockets of one host. */
    private static final long UNDER_WAY_BYTES_MAX = TcpConnection.BULK_BYTES_MAX + (16 << 20);

    private final TcpLogChannel channel = new TcpLogChannel();
    private final RandomMessages messages = new RandomMessages("TcpLoadTest");

    @AfterEach
    void close() {
        channel.close();
    }

    @Test
    void aPeerThatDoesNotReadBoundsWhatIsTakenAndLeavesRoomForHeartbeats() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        EventQueue slow = readingOnlyAfter(reading);
        Link link = link(slow, new EventQueue());
        List<ChannelMessage> taken = new ArrayList<>();
        long bytes = 0;
        for (ChannelMessage chunk = chunk(0); link.send(chunk); chunk = chunk(taken.size())) {
            taken.add(chunk);
            bytes += CHUNK_BYTES;
            assertThat(bytes).isLessThan(UNDER_WAY_BYTES_MAX);
        }
        for (int i = 0; i < 1_000; i++) {
            ChannelMessage heartbeat = heartbeat(i);
            assertThat(link.send(heartbeat)).as("heartbeat " + i).isTrue();
            taken.add(heartbeat);
        }
        reading.countDown();
        slow.next(EventQueue.Opened.class);
        for (ChannelMessage message : taken) {
            assertThat(Encoded.of(slow.next(EventQueue.Received.class).message())).isEqualTo(Encoded.of(message));
        }
    }

    @Test
    void aClosedLinkStillSendsWhatItTook() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        EventQueue slow = readingOnlyAfter(reading);
        Link link = link(slow, new EventQueue());
        int chunks = 0;
        while (link.send(chunk(chunks))) {
            chunks++;
        }
        ChannelMessage lastWords = new ChannelMessage.Diverged("at step 5");
        assertThat(link.send(lastWords)).isTrue();
        link.close("diverged");
        reading.countDown();
        slow.next(EventQueue.Opened.class);
        for (int i = 0; i < chunks; i++) {
            slow.next(EventQueue.Received.class);
        }
        assertThat(slow.next(EventQueue.Received.class).message()).isEqualTo(lastWords);
        assertThat(slow.next(EventQueue.Closed.class).reason()).isEqualTo("connection closed by the peer");
    }

    @Test
    void heartbeatsAndChunksCrossInOrderWhileBothSidesFlood() throws Exception {
        AtomicLong heartbeats = new AtomicLong();
        CountDownLatch all = new CountDownLatch(2 * CHUNKS);
        Counting there = new Counting(heartbeats, all);
        Counting back = new Counting(heartbeats, all);
        Link dialling = link(there, back);
        Link accepting = there.next(EventQueue.Opened.class).link();
        AtomicBoolean over = new AtomicBoolean();
        List<Thread> threads = List.of(flood(dialling), flood(accepting), beat(dialling, over), beat(accepting, over));
        threads.forEach(Thread::start);
        assertThat(all.await(100, TimeUnit.SECONDS)).as("chunks missing: " + all.getCount()).isTrue();
        over.set(true);
        for (Thread thread : threads) {
            thread.join(TimeUnit.SECONDS.toMillis(EventQueue.PATIENCE_SECONDS));
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(heartbeats.get()).isPositive();
        assertThat(there.outOfOrder + back.outOfOrder).isZero();
        assertThat(there.concurrentCalls.get() + back.concurrentCalls.get()).isZero();
    }

    private static EventQueue readingOnlyAfter(CountDownLatch reading) {
        return new EventQueue() {
            @Override
            void during(Object event) {
                if (event instanceof Received) {
                    awaitBounded(reading);
                }
            }
        };
    }

    private Link link(EventQueue acceptor, EventQueue dialler) throws Exception {
        String address = channel.listen("127.0.0.1:0", new Welcoming(acceptor, messages.welcome())).address();
        channel.dial(address, messages.hello(), DIAL_MILLIS, dialler);
        Link link = dialler.next(EventQueue.Opened.class).link();
        dialler.next(EventQueue.Received.class);
        return link;
    }

    private static Thread flood(Link link) {
        return new Thread(() -> {
            for (int i = 0; i < CHUNKS; i++) {
                ChannelMessage chunk = chunk(i);
                while (!link.send(chunk)) {
                    Thread.yield();
                }
            }
        });
    }

    private static Thread beat(Link link, AtomicBoolean over) {
        return new Thread(() -> {
            for (int i = 0; !over.get(); i++) {
                if (!link.send(heartbeat(i))) {
                    return;
                }
                Thread.yield();
            }
        });
    }

    private static StateChunk chunk(int number) {
        return new StateChunk(number, CHUNKS, new byte[CHUNK_BYTES]);
    }

    private static Heartbeat heartbeat(int number) {
        return new Heartbeat(number, Long.MIN_VALUE, ChannelMessage.GuestState.RUNNING, "", 0);
    }

    private static void awaitBounded(CountDownLatch latch) {
        try {
            assertThat(latch.await(EventQueue.PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Welcomes whoever connects, before the listener is told. */
    private record Welcoming(EventQueue listener, ChannelMessage.Welcome welcome) implements LinkListener {
        @Override
        public void opened(Link link, ChannelMessage.Hello hello) {
            link.send(welcome);
            listener.opened(link, hello);
        }

        @Override
        public void received(Link link, ChannelMessage message) {
            listener.received(link, message);
        }

        @Override
        public void closed(Link link, String reason) {
            listener.closed(link, reason);
        }

        @Override
        public void failed(String address, boolean refused, String reason) {
            listener.failed(address, refused, reason);
        }
    }

    /** Counts what arrives instead of keeping it. */
    private static final class Counting extends EventQueue {
        private final AtomicLong heartbeats;
        private final CountDownLatch all;
        private long nextChunk;
        private long nextHeartbeat;
        private volatile int outOfOrder;

        Counting(AtomicLong heartbeats, CountDownLatch all) {
            this.heartbeats = heartbeats;
            this.all = all;
        }

        @Override
        boolean keep(Object event) {
            if (event instanceof Received received && received.message() instanceof StateChunk chunk) {
                outOfOrder += chunk.offset() == nextChunk++ ? 0 : 1;
                all.countDown();
                return false;
            }
            if (event instanceof Received received && received.message() instanceof Heartbeat heartbeat) {
                outOfOrder += heartbeat.sentAt() == nextHeartbeat++ ? 0 : 1;
                heartbeats.incrementAndGet();
                return false;
            }
            return true;
        }
    }
}
