package org.vmft.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.StateException;
import org.vmft.testkit.RecordedState;

class Uart16550Test {
    private final Slot slot = new Slot(new Uart16550Model(), 1);

    @Test
    void writtenByteLeavesAtOnceAndTheTransmitterIsAlwaysIdle() {
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x60);
        slot.store(Uart16550.DATA, 1, 'A');
        slot.store(Uart16550.DATA, 4, 0x142);
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x60);
        assertThat(slot.outputs()).extracting(output -> new String(output.bytes())).containsExactly("A", "B");
    }

    @Test
    void typedBytesAreReadInOrderWhileLineStatusSaysSo() {
        slot.deliver(new ConsoleInput(new byte[] {(byte) 0xfe, 2}));
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x61);
        assertThat(slot.load(Uart16550.DATA, 1)).isEqualTo(0xfe);
        assertThat(slot.load(Uart16550.DATA, 1)).isEqualTo(2);
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x60);
        assertThat(slot.load(Uart16550.DATA, 1)).isZero();
    }

    @Test
    void divisorIsBehindTheAccessBitAndNothingElseChanges() {
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, 0x5);
        slot.store(Uart16550.LINE_CONTROL, 1, 0x83);
        slot.store(Uart16550.DIVISOR_LOW, 1, 0x34);
        slot.store(Uart16550.DIVISOR_HIGH, 1, 0x12);
        assertThat(slot.load(Uart16550.DIVISOR_LOW, 1)).isEqualTo(0x34);
        assertThat(slot.load(Uart16550.DIVISOR_HIGH, 1)).isEqualTo(0x12);
        slot.store(Uart16550.LINE_CONTROL, 1, 0x03);
        assertThat(slot.load(Uart16550.INTERRUPT_ENABLE, 1)).isEqualTo(5);
        assertThat(slot.outputs()).isEmpty();
    }

    @Test
    void receiveInterruptLastsUntilEverythingIsRead() {
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, Uart16550.ENABLE_RECEIVED);
        assertThat(slot.raised()).isFalse();
        slot.deliver(new ConsoleInput(new byte[] {1, 2}));
        assertThat(slot.raised()).isTrue();
        assertThat(slot.load(Uart16550.INTERRUPT_IDENTITY, 1)).isEqualTo(Uart16550.RECEIVED);
        slot.load(Uart16550.DATA, 1);
        assertThat(slot.raised()).isTrue();
        slot.load(Uart16550.DATA, 1);
        assertThat(slot.raised()).isFalse();
        assertThat(slot.load(Uart16550.INTERRUPT_IDENTITY, 1)).isEqualTo(Uart16550.NO_INTERRUPT);
    }

    @Test
    void transmitterInterruptComesWithEachEnablingAndByteAndGoesWhenIdentified() {
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, Uart16550.ENABLE_TRANSMITTER_EMPTY);
        assertThat(slot.raised()).isTrue();
        assertThat(slot.load(Uart16550.INTERRUPT_IDENTITY, 1)).isEqualTo(Uart16550.TRANSMITTER_EMPTY);
        assertThat(slot.raised()).isFalse();
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, Uart16550.ENABLE_TRANSMITTER_EMPTY);
        assertThat(slot.raised()).isFalse();
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, 0);
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, Uart16550.ENABLE_TRANSMITTER_EMPTY);
        assertThat(slot.load(Uart16550.INTERRUPT_IDENTITY, 1)).isEqualTo(Uart16550.TRANSMITTER_EMPTY);
        slot.store(Uart16550.DATA, 1, 'x');
        assertThat(slot.raised()).isTrue();
    }

    @Test
    void receivedDataIsIdentifiedBeforeTheEmptyTransmitterWhichStaysPending() {
        slot.store(Uart16550.FIFO_CONTROL, 1, Uart16550.FIFO_ENABLE);
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, 3);
        slot.deliver(new ConsoleInput(new byte[1]));
        assertThat(slot.load(Uart16550.INTERRUPT_IDENTITY, 1)).isEqualTo(Uart16550.FIFOS_ON | Uart16550.RECEIVED);
        slot.load(Uart16550.DATA, 1);
        assertThat(slot.load(Uart16550.INTERRUPT_IDENTITY, 1)).isEqualTo(Uart16550.FIFOS_ON | Uart16550.TRANSMITTER_EMPTY);
    }

    @Test
    void loopbackReturnsBytesAndModemLines() {
        slot.store(Uart16550.MODEM_CONTROL, 1, Uart16550.LOOPBACK | 0x0a);
        assertThat(slot.load(Uart16550.MODEM_STATUS, 1)).isEqualTo(0x90);
        slot.store(Uart16550.DATA, 1, 'q');
        assertThat(slot.load(Uart16550.DATA, 1)).isEqualTo('q');
        assertThat(slot.outputs()).isEmpty();
        slot.store(Uart16550.MODEM_CONTROL, 1, 0);
        assertThat(slot.load(Uart16550.MODEM_STATUS, 1)).isEqualTo(0xb0);
    }

    @Test
    void inputThatDoesNotFitIsNotReadyForAndIsReportedAsOverrunOnce() {
        assertThat(slot.device.ready(new ConsoleInput(new byte[Uart16550.FIFO_BYTES]))).isTrue();
        assertThat(slot.device.ready(new ConsoleInput(new byte[Uart16550.FIFO_BYTES + 1]))).isFalse();
        slot.store(Uart16550.INTERRUPT_ENABLE, 1, Uart16550.ENABLE_LINE_STATUS);
        slot.deliver(new ConsoleInput(new byte[Uart16550.FIFO_BYTES]));
        assertThat(slot.raised()).isFalse();
        slot.deliver(new ConsoleInput(new byte[1]));
        assertThat(slot.load(Uart16550.INTERRUPT_IDENTITY, 1)).isEqualTo(Uart16550.LINE_STATUS_CHANGED);
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x63);
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x61);
        assertThat(slot.raised()).isFalse();
    }

    @Test
    void fifoIsClearedOnRequestAndWhenSwitchedOn() {
        slot.deliver(new ConsoleInput(new byte[3]));
        slot.store(Uart16550.FIFO_CONTROL, 1, Uart16550.FIFO_ENABLE);
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x60);
        slot.deliver(new ConsoleInput(new byte[3]));
        slot.store(Uart16550.FIFO_CONTROL, 1, Uart16550.FIFO_ENABLE);
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x61);
        slot.store(Uart16550.FIFO_CONTROL, 1, Uart16550.FIFO_ENABLE | Uart16550.FIFO_CLEAR_RECEIVED);
        assertThat(slot.load(Uart16550.LINE_STATUS, 1)).isEqualTo(0x60);
    }

    @Test
    void inputOfOtherKindsIsNotForIt() {
        assertThat(slot.device.handles(new ConsoleInput(new byte[1]))).isTrue();
        assertThat(slot.device.handles(new PacketArrival(new byte[1]))).isFalse();
    }

    @Test
    void scratchKeepsAByte() {
        slot.store(Uart16550.SCRATCH, 1, 0xa5);
        assertThat(slot.load(Uart16550.SCRATCH, 1)).isEqualTo(0xa5);
    }

    @Test
    void stateOfANewerVersionOrWithBitsOfNoRegisterIsRefused() {
        RecordedState newer = new RecordedState();
        newer.section("uart-16550", 2);
        assertThatThrownBy(() -> slot.restore(newer)).isInstanceOf(StateException.class);
        RecordedState wide = slot.save();
        assertThatThrownBy(() -> slot.restore(wide.withBitInverted(wide.numbers()[1], 9)))
                .isInstanceOf(StateException.class);
    }
}
