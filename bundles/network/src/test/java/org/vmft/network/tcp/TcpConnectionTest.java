package org.vmft.network.tcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmft.api.network.Impairment;
import org.vmft.network.ImpairedLine;
import org.vmft.network.packet.Tcp;
import org.vmft.testkit.Seed;

/** A connection to a peer that is another implementation, over a line that fails, in virtual time. */
class TcpConnectionTest {
    private static final TcpConnection.End GATEWAY = new TcpConnection.End(0x0a000202, 50_000);
    private static final TcpConnection.End GUEST = new TcpConnection.End(0x0a00020f, 80);
    private static final int LINE = 0;
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
    private ImpairedLine toGuest;
    private ImpairedLine toGateway;
    private boolean cutToGuest;
    private boolean cutToGateway;
    private NaivePeer guest;
    private TcpConnection connection;
    private long segments;

    private void connect(byte[] fromGuest, int mss, Impairment impairment) {
        toGuest = new ImpairedLine(impairment, random.split());
        toGateway = new ImpairedLine(impairment, random.split());
        guest = new NaivePeer(GUEST, GATEWAY, fromGuest, mss, segment -> {
            if (!cutToGateway) {
                toGateway.send(LINE, segment.frame(1, 2), now);
            }
        });
        connection = new TcpConnection(GATEWAY, GUEST, INITIAL_SEQUENCE, segment -> {
            segments++;
            if (!cutToGuest) {
                toGuest.send(LINE, segment.frame(1, 2), now);
            }
        }, now);
    }

    private static Impairment delay(long nanos) {
        return new Impairment(nanos, 0, 0, 0, 0, 0);
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
            toGuest.deliver(now, (line, frame) -> guest.segment(Tcp.decode(frame).orElseThrow(), now));
            toGateway.deliver(now, (line, frame) -> connection.segment(Tcp.decode(frame).orElseThrow(), now));
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
    @CsvSource(delimiter = ' ', value = {"1460 seed=0", "1460 jitter=0.4,reorder=10", "1460 delay=0.2,drop=2",
        "1460 delay=0.3,jitter=2,drop=10,duplicate=5,reorder=20", "536 delay=1,jitter=5,drop=20,duplicate=20,reorder=30",
        "1000 delay=20,jitter=30,drop=5,duplicate=5,reorder=50", "1 delay=0.1,jitter=3,duplicate=50,reorder=50"})
    void bothStreamsArriveWholeOverAnyLine(int mss, String impairment) {
        int count = mss == 1 ? 2_000 : 300_000;
        byte[] up = bytes(count + 7);
        byte[] down = bytes(count);
        connect(down, mss, Impairment.parse(impairment, 0));
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
    void nothingIsSentTwiceOverAGoodLine() {
        byte[] up = bytes(146_000);
        connect(new byte[0], 1460, delay(300_000));
        unsent = ByteBuffer.wrap(up);

        assertThat(eventually(this::done)).isTrue();

        assertThat(segments).isLessThan(146_000 / 1460 + 10);
    }

    @Test
    void oneSideMayEndLongBeforeTheOther() {
        byte[] up = bytes(50_000);
        finishes = false;
        connect(bytes(10), 1460, delay(100_000));
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
        connect(down, 1460, delay(100_000));

        assertThat(eventually(this::done)).isTrue();

        assertThat(heard.toByteArray()).isEqualTo(down);
    }

    @Test
    void aClosedWindowIsProbedUntilItOpens() {
        byte[] up = bytes(100_000);
        connect(new byte[0], 1460, delay(100_000));
        unsent = ByteBuffer.wrap(up);
        assertThat(eventually(() -> guest.received().length > 20_000)).isTrue();
        guest.window(0);
        long until = now + 20_000_000_000L;
        assertThat(eventually(() -> now >= until)).isTrue();
        long probes = segments;
        int before = guest.received().length;

        // The news that it opens is lost; a probe's answer tells.
        cutToGateway = true;
        guest.window(30_000);
        cutToGateway = false;

        assertThat(eventually(this::done)).isTrue();
        assertThat(guest.received()).isEqualTo(up);
        assertThat(before).isLessThan(100_000);
        assertThat(probes).isLessThan(200);
    }

    @Test
    void aQuietPeerIsAskedForASignAndTheConnectionLasts() {
        finishes = false;
        holdsOpen();
        long sentBefore = segments;
        long quiet = now + 3 * TcpConnection.PATIENCE_NANOS / 2;

        assertThat(eventually(() -> now >= quiet)).isTrue();

        assertThat(connection.failure()).isEmpty();
        assertThat(segments - sentBefore).isBetween(5L, 10L);
    }

    @Test
    void aPeerThatIsGoneIsGivenUpThoughNothingWasAskedOfIt() {
        finishes = false;
        holdsOpen();
        guest.deaf(true);

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("nothing heard from the guest");
    }

    @Test
    void aGuestThatBootedAnewResetsAClientThatOnlyWaits() {
        finishes = false;
        holdsOpen();
        guest.deaf(true);
        guest = new NaivePeer(GUEST, GATEWAY, new byte[0], 1460, segment -> toGateway.send(LINE, segment.frame(1, 2), now));
        guest.reset();
        toGateway.purge(LINE);

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("reset by the guest");
    }

    /** Open, and nothing to be sent either way: the guest's window is closed to the end of its stream. */
    private void holdsOpen() {
        connect(new byte[1], 1460, delay(100_000));
        guest.holdEnd();
        assertThat(eventually(() -> connection.established() && heard.size() == 1)).isTrue();
        long settled = now + 1_000_000_000;
        assertThat(eventually(() -> now >= settled)).isTrue();
    }

    @Test
    void whatTheSurvivorMayLackIsSentAtOnce() {
        byte[] up = bytes(60_000);
        connect(new byte[0], 1460, delay(100_000));
        unsent = ByteBuffer.wrap(up);
        assertThat(eventually(() -> guest.received().length > 10_000)).isTrue();
        cutToGuest = true;
        toGuest.purge(LINE);
        long silent = now + 3_000_000_000L;
        assertThat(eventually(() -> now >= silent)).isTrue();
        cutToGuest = false;

        connection.moved(now);

        long moved = now;
        assertThat(eventually(() -> guest.received().length == up.length)).isTrue();
        assertThat(now - moved).isLessThan(50_000_000);
    }

    @Test
    void lateRepetitionsOfOldDataChangeNothing() {
        byte[] down = bytes(20_000);
        connect(down, 1460, delay(100_000));
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
        connect(new byte[0], 1460, delay(100_000));
        guest.deaf(true);
        guest.refuse(INITIAL_SEQUENCE + 1);

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("refused by the guest");
    }

    @Test
    void aRefusalOfSomethingElseIsIgnored() {
        connect(new byte[0], 1460, delay(100_000));
        guest.refuse(INITIAL_SEQUENCE + 2);

        assertThat(eventually(this::done)).isTrue();
    }

    @Test
    void aResetEndsIt() {
        connect(bytes(500_000), 1460, delay(100_000));
        assertThat(eventually(() -> heard.size() > 1000)).isTrue();
        guest.reset();

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("reset by the guest");
    }

    @Test
    void abortTellsThePeer() {
        connect(bytes(500_000), 1460, delay(100_000));
        assertThat(eventually(() -> heard.size() > 1000)).isTrue();

        connection.abort();

        assertThat(eventually(guest::wasReset)).isTrue();
        assertThat(connection.over()).isTrue();
    }

    @Test
    void aPeerThatNeverAnswersIsGivenUp() {
        connect(new byte[0], 1460, delay(100_000));
        guest.deaf(true);

        assertThat(eventually(connection::over)).isTrue();

        assertThat(connection.failure()).contains("the guest does not answer");
        assertThat(segments).isLessThan(40);
    }
}
