package org.vmft.vmm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.testkit.RecordingSession;

class InputQueueTest {
    private static PacketArrival packet(int mark) {
        return new PacketArrival(new byte[] {(byte) (mark >> 8), (byte) mark});
    }

    private static List<LogEntry> delivered(RecordingSession primary) {
        primary.machine().restartPositions();
        return primary.host().entries().stream().map(entry -> entry.entry())
                .filter(LogEntry.Input.class::isInstance).toList();
    }

    @Test
    void inputsOfAKindAreDeliveredInTheOrderOfPosting() {
        RecordingSession primary = PseudoSession.boot(31, 0);
        List<LogEntry> posted = new ArrayList<>();
        for (int at = 0; at < 200; at++) {
            PacketArrival packet = packet(at);
            assertThat(primary.machine().post(packet)).isTrue();
            posted.add(packet);
        }
        primary.run(20_000);
        List<LogEntry> packets = delivered(primary).stream()
                .filter(PacketArrival.class::isInstance).limit(200).toList();
        assertThat(packets).isEqualTo(posted);
    }

    @Test
    void queueIsBoundedInEntriesAndBytesForEachKind() {
        RecordingSession primary = PseudoSession.boot(32, 0);
        for (int at = 0; at < InputQueue.PACKETS_MAX; at++) {
            assertThat(primary.machine().post(packet(at))).isTrue();
        }
        assertThat(primary.machine().post(packet(0))).isFalse();
        assertThat(primary.machine().dropped()).isEqualTo(1);
        assertThat(primary.machine().post(new ConsoleInput(new byte[InputQueue.CONSOLE_BYTES_MAX + 1]))).isFalse();
        assertThat(primary.machine().post(new ConsoleInput(new byte[InputQueue.CONSOLE_BYTES_MAX]))).isTrue();
        assertThat(primary.machine().post(new ConsoleInput(new byte[1]))).isFalse();
        assertThat(primary.machine().dropped()).isEqualTo(3);

        RecordingSession other = PseudoSession.boot(33, 0);
        assertThat(other.machine().post(new PacketArrival(new byte[InputQueue.FRAME_BYTES_MAX + 1]))).isFalse();
        int frames = 0;
        while (other.machine().post(new PacketArrival(new byte[InputQueue.FRAME_BYTES_MAX]))) {
            frames++;
        }
        assertThat(frames).isEqualTo(InputQueue.PACKET_BYTES_MAX / InputQueue.FRAME_BYTES_MAX);
    }

    @Test
    void longConsoleInputArrivesInPieces() {
        RecordingSession primary = PseudoSession.boot(34, 0);
        byte[] text = new byte[200];
        for (int at = 0; at < text.length; at++) {
            text[at] = (byte) at;
        }
        primary.machine().post(new ConsoleInput(text));
        while (delivered(primary).size() < 4) {
            primary.turn();
        }
        byte[] joined = new byte[200];
        int length = 0;
        for (LogEntry entry : delivered(primary)) {
            byte[] piece = ((ConsoleInput) entry).bytes();
            assertThat(piece.length).isLessThanOrEqualTo(InputQueue.CONSOLE_CHUNK_BYTES);
            System.arraycopy(piece, 0, joined, length, piece.length);
            length += piece.length;
        }
        assertThat(joined).isEqualTo(text);
    }

    @Test
    void inputWaitsUntilItsDeviceIsReady() {
        RecordingSession primary = PseudoSession.boot(35, 0);
        for (int at = 0; at < 2 * Mailbox.CAPACITY; at++) {
            primary.machine().post(packet(at));
        }
        primary.machine().turn(primary.now());
        assertThat(delivered(primary)).hasSize(Mailbox.CAPACITY);
        assertThat(primary.machine().dropped()).isZero();
    }

    @Test
    void inputThatNoDeviceHandlesIsDroppedAndCounted() {
        RecordingSession primary = PseudoSession.boot(36, 0);
        primary.machine().post(new PacketArrival(new byte[13]));
        primary.machine().post(packet(1));
        primary.machine().turn(primary.now());
        assertThat(primary.machine().dropped()).isEqualTo(1);
        assertThat(delivered(primary)).hasSize(1);
    }

    @Test
    @Timeout(60)
    void nothingPostedByManyThreadsIsLostOrDoubled() throws Exception {
        RecordingSession primary = PseudoSession.boot(37, 0);
        int posters = 4;
        int each = 3_000;
        AtomicLong accepted = new AtomicLong();
        CyclicBarrier start = new CyclicBarrier(posters + 1);
        List<Thread> threads = new ArrayList<>();
        for (int poster = 0; poster < posters; poster++) {
            byte mark = (byte) poster;
            Thread thread = new Thread(() -> {
                try {
                    start.await(30, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
                for (int at = 0; at < each; at++) {
                    if (primary.machine().post(new PacketArrival(new byte[] {mark, (byte) (at >> 8), (byte) at}))) {
                        accepted.incrementAndGet();
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        start.await(30, TimeUnit.SECONDS);
        while (threads.stream().anyMatch(Thread::isAlive)) {
            primary.turn();
        }
        for (int idle = 0; idle < 10_000; idle++) {
            primary.turn();
        }
        List<LogEntry> delivered = delivered(primary);
        assertThat(delivered).hasSize((int) accepted.get());
        assertThat(primary.machine().dropped()).isEqualTo((long) posters * each - accepted.get());
        int[] last = {-1, -1, -1, -1};
        for (LogEntry entry : delivered) {
            byte[] bytes = ((PacketArrival) entry).bytes();
            int number = (bytes[1] & 0xff) << 8 | bytes[2] & 0xff;
            assertThat(number).isGreaterThan(last[bytes[0]]);
            last[bytes[0]] = number;
        }
    }
}
