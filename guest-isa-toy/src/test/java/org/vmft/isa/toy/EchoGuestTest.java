package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;
import org.vmft.api.machine.Stop;
import org.vmft.testkit.FakeDevices;
import org.vmft.testkit.ScriptedHost;
import org.vmft.testkit.ScriptedHost.Event;
import org.vmft.testkit.TestBoard;

class EchoGuestTest {
    private static final int STEPS_MAX = 10_000;
    private static final int STEPS_FOR_A_REQUEST_MAX = 600;
    private static final long RATE_ONE = 1L << 32;
    private static final int TIMER_PERIOD = 50_000;

    private final ScriptedHost host = new ScriptedHost(3);
    private final TestBoard board = new TestBoard(new ToyInstructionSet(), FakeDevices.all(),
            new MachineSpec(64 << 10, Frames.SERVER_MAC, ""), host);

    private record Reply(int id, int counter, int hash, int ticks, int mix) {}

    @BeforeEach
    void boot() throws Exception {
        board.load(new ToyGuests().image("echo").orElseThrow());
        assertThat(board.run(STEPS_MAX)).isEqualTo(Stop.IDLE);
    }

    @Test
    void countsAndChainsNewRequests() {
        assertThat(ask(10)).isEqualTo(new Reply(10, 1, chain(0x811c9dc5, 10), 0, 0));
        assertThat(ask(11)).isEqualTo(new Reply(11, 2, chain(chain(0x811c9dc5, 10), 11), 0, 0));
    }

    @Test
    void givesARepeatedRequestItsOldAnswer() {
        Reply first = ask(1);
        ask(2);
        waitForTimer();
        assertThat(ask(1)).isEqualTo(first);
        assertThat(ask(3).counter()).isEqualTo(3);
    }

    @Test
    void remembersSixtyFourAnswersAndIgnoresForgottenRequests() {
        List<Reply> replies = IntStream.rangeClosed(0, 64).mapToObj(this::ask).toList();
        assertThat(send(request(0))).isEmpty();
        for (int id = 1; id <= 64; id++) {
            assertThat(ask(id)).isEqualTo(replies.get(id));
        }
        assertThat(ask(65).counter()).isEqualTo(66);
        assertThat(send(request(1))).isEmpty();
    }

    @Test
    void zeroIsAnIdLikeOthersAndTheFloorNeverFalls() {
        ask(100);
        assertThat(ask(0).counter()).isEqualTo(2);
        for (int id = 200; id < 264; id++) {
            ask(id);
        }
        assertThat(send(request(50))).isEmpty();
        assertThat(ask(101).counter()).isEqualTo(67);
    }

    @Test
    void takesSixteenFramesAtOnce() {
        for (int id = 1; id <= 16; id++) {
            board.deliver(new LogEntry.PacketArrival(request(id)));
        }
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        assertThat(host.takeOutputs()).hasSize(16);
        assertThat(ask(17).counter()).isEqualTo(17);
    }

    @Test
    void mixesEntropyIntoEveryEighthAnswer() {
        int mix = 0;
        for (int id = 1; id <= 32; id++) {
            host.takeEvents();
            Reply reply = ask(id);
            List<Event> drawn = host.takeEvents().stream()
                    .filter(event -> event.what().equals("result " + Source.ENTROPY)).toList();
            assertThat(drawn).hasSize(id % 8 == 0 ? 1 : 0);
            if (!drawn.isEmpty()) {
                List<Byte> bytes = drawn.get(0).bytes();
                mix = Integer.rotateLeft(mix, 5) ^ (bytes.get(0) & 0xff | (bytes.get(1) & 0xff) << 8
                        | (bytes.get(2) & 0xff) << 16 | bytes.get(3) << 24);
            }
            assertThat(reply.mix()).isEqualTo(mix);
        }
    }

    @Test
    void countsTimerInterruptsEveryFiveMilliseconds() {
        waitForTimer();
        waitForTimer();
        assertThat(ask(1).ticks()).isEqualTo(2);
    }

    @Test
    void countsOneTimerInterruptForAGap() {
        long highTime = (1L << 32) - 2 * TIMER_PERIOD;
        host.anchor(board.machine().step(), highTime, RATE_ONE);
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        host.anchor(board.machine().step(), highTime + 10 * TIMER_PERIOD, RATE_ONE);
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        assertThat(ask(1).ticks()).isEqualTo(2);
        highTime = (2L << 32) - 2 * TIMER_PERIOD - TIMER_PERIOD / 2;
        host.anchor(board.machine().step(), highTime, RATE_ONE);
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        host.anchor(board.machine().step(), 2L << 32, RATE_ONE);
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        assertThat(ask(2).ticks()).isEqualTo(4);
    }

    @Test
    void timerKeepsItsPeriodHoweverLateAnInterruptIsTaken() {
        long highTime = (1L << 32) - 3 * TIMER_PERIOD / 2;
        host.anchor(board.machine().step(), highTime, RATE_ONE);
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        long deadline = board.machine().wakeTime();
        assertThat(deadline).isBetween(highTime + TIMER_PERIOD, highTime + TIMER_PERIOD + 1000);
        for (int i = 0; i < 10; i++) {
            host.anchor(board.machine().step(), deadline + TIMER_PERIOD / 3, RATE_ONE);
            assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
            deadline += TIMER_PERIOD;
            assertThat(board.machine().wakeTime()).isEqualTo(deadline);
        }
    }

    @Test
    void readsTheClockWholeWhileItsLowHalfRollsOver() throws Exception {
        for (int steps = 0; steps < 200; steps++) {
            ScriptedHost clock = new ScriptedHost(1);
            clock.anchor(0, (1L << 32) - steps, RATE_ONE);
            TestBoard early = new TestBoard(new ToyInstructionSet(), FakeDevices.all(),
                    new MachineSpec(64 << 10, Frames.SERVER_MAC, ""), clock);
            early.load(new ToyGuests().image("echo").orElseThrow());
            assertThat(early.run(STEPS_MAX)).isEqualTo(Stop.IDLE);
            assertThat(early.machine().wakeTime()).isBetween(clock.time(0) + TIMER_PERIOD,
                    clock.time(early.machine().step()) + TIMER_PERIOD);
            assertThat(clock.takeEvents()).isEmpty();
        }
    }

    @Test
    void refusesLittleMemory() throws Exception {
        TestBoard small = new TestBoard(new ToyInstructionSet(), FakeDevices.all(),
                new MachineSpec(44 << 10, Frames.SERVER_MAC, ""), host);
        small.load(new ToyGuests().image("echo").orElseThrow());
        assertThat(small.run(STEPS_MAX)).isEqualTo(Stop.HALTED);
        assertThat(small.machine().exitCode()).isEqualTo(2);
    }

    @Test
    void answersBroadcastButNothingForOthers() {
        byte[] broadcast = request(1);
        Arrays.fill(broadcast, 0, 6, (byte) 0xff);
        assertThat(send(broadcast)).hasSize(1);
        for (int at : new int[] {1, 3, 5}) {
            byte[] other = request(2);
            other[at] ^= 2;
            assertThat(send(other)).isEmpty();
        }
        byte[] type = request(3);
        type[12] ^= 1;
        assertThat(send(type)).isEmpty();
        assertThat(send(Arrays.copyOf(request(4), 17))).isEmpty();
        assertThat(ask(5).counter()).isEqualTo(2);
    }

    @Test
    void takesAFewHundredStepsForARequest() {
        long before = board.machine().step();
        for (int id = 0; id < 100; id++) {
            ask(id);
        }
        assertThat((board.machine().step() - before) / 100).isLessThan(STEPS_FOR_A_REQUEST_MAX);
    }

    private void waitForTimer() {
        host.anchor(board.machine().step(), board.machine().wakeTime(), RATE_ONE);
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
    }

    private static int chain(int hash, int id) {
        return (hash ^ id) * 0x01000193;
    }

    /** With noise behind the id, which must not come back. */
    private static byte[] request(int id) {
        ByteBuffer content = ByteBuffer.allocate(100);
        Arrays.fill(content.array(), (byte) 0x77);
        return Frames.ethernet(Frames.SERVER_MAC, 0x88b5, content.putInt(id).array());
    }

    private Reply ask(int id) {
        List<byte[]> replies = send(request(id));
        assertThat(replies).hasSize(1);
        ByteBuffer frame = ByteBuffer.wrap(replies.get(0));
        assertThat(frame.capacity()).isEqualTo(60);
        assertThat(frame.getLong(0)).isEqualTo(Frames.CLIENT_MAC << 16 | Frames.SERVER_MAC >>> 32);
        assertThat(frame.getInt(8)).isEqualTo((int) Frames.SERVER_MAC);
        assertThat(frame.getShort(12)).isEqualTo((short) 0x88b5);
        frame.position(14);
        Reply reply = new Reply(frame.getInt(), frame.getInt(), frame.getInt(), frame.getInt(), frame.getInt());
        while (frame.hasRemaining()) {
            assertThat(frame.get()).isZero();
        }
        return reply;
    }

    private List<byte[]> send(byte[] frame) {
        board.deliver(new LogEntry.PacketArrival(frame));
        assertThat(board.run(board.machine().step() + STEPS_MAX)).isEqualTo(Stop.IDLE);
        return host.takeOutputs().stream().map(Output::bytes).toList();
    }
}
