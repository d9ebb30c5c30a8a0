package org.vmft.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateException;
import org.vmft.testkit.RecordedState;

class ConsoleTest {
    private final Slot slot = new Slot(new ConsoleModel(), 1);

    @Test
    void writtenByteLeavesAtOnce() {
        slot.store(Console.DATA, 0x141);
        slot.store(Console.DATA, 1, 'B');
        assertThat(slot.outputs()).hasSize(2).allSatisfy(output -> {
            assertThat(output).isInstanceOf(Output.Console.class);
            assertThat(output.bytes()).hasSize(1);
        }).extracting(output -> (char) output.bytes()[0]).containsExactly('A', 'B');
    }

    @Test
    void typedBytesAreReadInOrderAndThenZero() {
        assertThat(slot.load(Console.STATUS)).isZero();
        slot.deliver(new ConsoleInput(new byte[] {(byte) 0xfe, 2}));
        assertThat(slot.load(Console.STATUS)).isEqualTo(1);
        assertThat(slot.load(Console.DATA)).isEqualTo(0xfe);
        assertThat(slot.load(Console.DATA, 1)).isEqualTo(2);
        assertThat(slot.load(Console.STATUS)).isZero();
        assertThat(slot.load(Console.DATA)).isZero();
    }

    @Test
    void lineIsRaisedWhileInputWaitsAndInterruptsAreEnabled() {
        slot.deliver(new ConsoleInput(new byte[] {1}));
        assertThat(slot.raised()).isFalse();
        slot.store(Console.INTERRUPT_ENABLE, 1);
        assertThat(slot.load(Console.INTERRUPT_ENABLE)).isEqualTo(1);
        assertThat(slot.raised()).isTrue();
        slot.load(Console.DATA);
        assertThat(slot.raised()).isFalse();
        slot.deliver(new ConsoleInput(new byte[] {1}));
        assertThat(slot.raised()).isTrue();
        slot.store(Console.INTERRUPT_ENABLE, 2);
        assertThat(slot.raised()).isFalse();
    }

    @Test
    void inputThatDoesNotFitIsNotReadyForAndNeverOverflows() {
        assertThat(slot.device.ready(new ConsoleInput(new byte[Console.FIFO_BYTES]))).isTrue();
        assertThat(slot.device.ready(new ConsoleInput(new byte[Console.FIFO_BYTES + 1]))).isFalse();
        slot.deliver(new ConsoleInput(new byte[Console.FIFO_BYTES - 1]));
        assertThat(slot.device.ready(new ConsoleInput(new byte[1]))).isTrue();
        assertThat(slot.device.ready(new ConsoleInput(new byte[2]))).isFalse();
        slot.deliver(new ConsoleInput(new byte[] {7, 8, 9}));
        for (int at = 0; at < Console.FIFO_BYTES - 1; at++) {
            assertThat(slot.load(Console.DATA)).isZero();
        }
        assertThat(slot.load(Console.DATA)).isEqualTo(7);
        assertThat(slot.load(Console.STATUS)).isZero();
    }

    @Test
    void inputOfOtherKindsIsNotForIt() {
        assertThat(slot.device.handles(new ConsoleInput(new byte[1]))).isTrue();
        assertThat(slot.device.handles(new PacketArrival(new byte[1]))).isFalse();
    }

    @Test
    void savedFifoIsTheSameWhereverItBeginsInTheRing() {
        byte[] half = new byte[200];
        for (int at = 0; at < half.length; at++) {
            half[at] = (byte) at;
        }
        slot.deliver(new ConsoleInput(half));
        for (int at = 0; at < 200; at++) {
            slot.load(Console.DATA);
        }
        slot.deliver(new ConsoleInput(half));
        Slot fresh = new Slot(new ConsoleModel(), 1);
        fresh.deliver(new ConsoleInput(half));
        assertThat(slot.save()).isEqualTo(fresh.save());
    }

    @Test
    void stateOfANewerVersionIsRefused() {
        RecordedState newer = new RecordedState();
        newer.section("console", 2);
        assertThatThrownBy(() -> slot.restore(newer)).isInstanceOf(StateException.class);
    }
}
