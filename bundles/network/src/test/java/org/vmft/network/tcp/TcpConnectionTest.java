package org.vmft.network.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmft.network.packet.Tcp;
import org.vmft.testkit.Seed;

/** A connection to a peer that is another implementation, over a wire that fails, in virtual time. */
class TcpConnectionTest {
    private static final TcpConnection.End GATEWAY = new TcpConnection.End(0x0a000202, 50_000);
    private static final TcpConnection.End GUEST = new TcpConnection.End(0x0a00020f, 80);
    private static final int INITIAL_SEQUENCE = -100_000;
    private static final long STEP_NANOS = 100_000;
    private static final long NANOS_MAX = 900_000_000_000L;

    private final SplittableRandom random = Seed.random("TcpConnectionTest");
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private long now = 7;
    private long takeMax = Long.MAX_VALUE;
    private ByteBuffer unsent = ByteBuffer.allocate(0);
    private boolean finishes = true;
    private boolean finished;
    private ImpairedWire toGuest;
    private ImpairedWire toGateway;
    private NaivePeer guest;
    private TcpConnection connection;
    private long segments;

    private void connect(byte[] fromGuest, int mss, int lost, int repeated, long delayNanos, long jitterNanos) {
        toGuest = new ImpairedWire(random.split(), lost, repeated, delayNanos, jitterNanos, frame -> guest.segment(Tcp.decode(frame).orElseThrow(), now));
        toGateway = new ImpairedWire(random.split(), lost, repeated, delayNanos, jitterNanos,
                frame -> connection.segment(Tcp.decode(frame).orElseThrow(), now));
        guest = new NaivePeer(GUEST, GATEWAY, fromGuest, mss, segment -> toGateway.send(segment.frame(1, 2), now));
        connection = new TcpConnection(GATEWAY, GUEST, INITIAL_SEQUENCE, segment -> {
            segments++;
            toGuest.send(segment.frame(1, 2), now);
        }, now);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Lets time pass until this holds; false when it never does. */
    private boolean eventually(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            if (now > NANOS_MAX) {
                return false;
            }
            now += STEP_NANOS;
            toGuest.deliver(now);
            toGateway.deliver(now);
            guest.tick(now);
            connection.write(unsent, now);
            if (finishes && !finished && !unsent.hasRemaining()) {
                finished = true;
                connection.finish(now);
            }
            ByteBuffer readable = connection.readable();
            int count = (int) Math.min(takeMax, readable.remaining());
            for (int i = 0; i < count; i++) {
                heard.write(readable.get());
            }
            connection.take(count, now);
            connection.tick(now);
            connection.flush();
        }
        return true;
    }

    private boolean done() {
        return guest.complete() && connection.exhausted() && guest.delivered();
    }

    @ParameterizedTest
    @CsvSource({"0,0,0,0,1460", "0,0,0,400000,1460", "2,0,200000,0,1460", "10,5,300000,2000000,1460", "20,20,1000000,5000000,536",
        "5,5,20000000,30000000,1000", "0,50,100000,3000000,1"})
    void bothStreamsArriveWholeOverAnyWire(int lost, int repeated, long delay, long jitter, int mss) {
        int count = mss == 1 ? 2_000 : 300_000;
        byte[] up = bytes(count + 7);
        byte[] down = bytes(count);
        connect(down, mss, lost, repeated, delay, jitter);
        unsent = ByteBuffer.wrap(up);

        assertThat(eventually(this::done)).as("both streams are through: %d of %d up, %d of %d down", guest.received().length,
                up.length, heard.size(), down.length).isTrue();

        assertThat(guest.received()).isEqualTo(up);
        assertThat(heard.toByteArray()).isEqualTo(down);
        assertThat(guest.accepted()).isOne();
        assertThat(connection.failure()).isEmpty();
        assertThat(eventually(connection::over)).isTrue();
    }

    @Test
    void nothingIsSentTwiceOverAGoodWire() {
        byte[] up = bytes(146_000);
        connect(new byte[0], 1460, 0, 0, 300_000, 0);
        unsent = ByteBuffer.wrap(up);

        assertThat(eventually(this::done)).isTrue();

        assertThat(segments).isLessThan(146_000 / 1460 + 10);
    }

    @Test
    void oneSideMayEndLongBeforeTheOther() {
        byte[] up = bytes(50_000);
        finishes = false;
        connect(bytes(10), 1460, 0, 0, 100_000, 0);
        assertThat(eventually(connection::exhausted)).isTrue();

        finishes = true;
        unsent = ByteBuffer.wrap(up);

        assertThat(eventually(this::done)).isTrue();
        assertThat(guest.received()).isEqualTo(up);
    }

    @Test
    void aSlowReaderHoldsThePeerBackAndLosesNothing() {
        byte[] down = bytes(1_000_000);
        takeMax = 300;
        connect(down, 1460, 0, 0, 100_000, 0);

        assertThat(eventually(this::done)).isTrue();

        assertThat(heard.toByteArray()).isEqualTo(down);
    }

    @Test
    void aClosedWindowIsProbedUntilItOpens() {
        byte[] up = bytes(100_000);
        connect(new byte[0], 1460, 0, 0, 100_000, 0);
        unsent = ByteBuffer.wrap(up);
        assertThat(eventually(() -> guest.received().length > 20_000)).isTrue();
        guest.window(0);
        long until = now + 20_000_000_000L;
        assertThat(eventually(() -> now >= until)).isTrue();
        long probes = segments;
        int before = guest.received().length;

        // The news that it opens is lost; a probe's answer tells.
        toGateway.cut(true);
        guest.window(30_000);
        toGateway.cut(false);

        assertThat(eventually(this::done)).isTrue();
        assertThat(guest.received()).isEqualTo(up);
        assertThat(before).isLessThan(100_000);
        assertThat(probes).isLessThan(200);
    }

    @Test
    void whatTheSurvivorMayLackIsSentAtOnce() {
        byte[] up = bytes(60_000);
        connect(new byte[0], 1460, 0, 0, 100_000, 0);
        unsent = ByteBuffer.wrap(up);
        assertThat(eventually(() -> guest.received().length > 10_000)).isTrue();
        toGuest.cut(true);
        long silent = now + 3_000_000_000L;
        assertThat(eventually(() -> now >= silent)).isTrue();
        toGuest.cut(false);

        connection.moved(now);

        long moved = now;
        assertThat(eventually(() -> guest.received().length == up.length)).isTrue();
        assertThat(now - moved).isLessThan(50_000_000);
    }

    @Test
    void lateRepetitionsOfOldDataChangeNothing() {
        byte[] down = bytes(20_000);
        connect(down, 1460, 0, 0, 100_000, 0);
        finishes = false;
        assertThat(eventually(connection::exhausted)).isTrue();
        guest.repeat(100, 1000);
        guest.repeat(0, 1460);
        finishes = true;

        assertThat(eventually(this::done)).isTrue();
        assertThat(heard.toByteArray()).isEqualTo(down);
    }

    @Test
    void aRefusalSaysSo() {
        connect(new byte[0], 1460, 0, 0, 100_000, 0);
        guest.deaf(true);
        guest.refuse(INITIAL_SEQUENCE + 1);

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("refused by the guest");
    }

    @Test
    void aRefusalOfSomethingElseIsIgnored() {
        connect(new byte[0], 1460, 0, 0, 100_000, 0);
        guest.refuse(INITIAL_SEQUENCE + 2);

        assertThat(eventually(this::done)).isTrue();
    }

    @Test
    void aResetEndsIt() {
        connect(bytes(500_000), 1460, 0, 0, 100_000, 0);
        assertThat(eventually(() -> heard.size() > 1000)).isTrue();
        guest.deaf(true);
        guest.reset();

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("reset by the guest");
    }

    @Test
    void abortTellsThePeer() {
        connect(bytes(500_000), 1460, 0, 0, 100_000, 0);
        assertThat(eventually(() -> heard.size() > 1000)).isTrue();

        connection.abort();

        assertThat(eventually(guest::wasReset)).isTrue();
        assertThat(connection.over()).isTrue();
    }

    @Test
    void aPeerThatNeverAnswersIsGivenUp() {
        connect(new byte[0], 1460, 0, 0, 100_000, 0);
        guest.deaf(true);

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("the guest does not answer");
        assertThat(segments).isLessThan(40);
    }
}
