package org.vmft.devices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateException;
import org.vmft.testkit.RecordedState;

class PageNicTest {
    private static final int RAM = Slot.SPEC.ramBytes();
    private final Slot slot = new Slot(new PageNicModel(), 1);

    private static byte[] frame(int length, int first) {
        byte[] frame = new byte[length];
        for (int at = 0; at < length; at++) {
            frame[at] = (byte) (first + at);
        }
        return frame;
    }

    private void post(long address, long length) {
        slot.store(PageNic.RX_POST_ADDRESS, address);
        slot.store(PageNic.RX_POST_LENGTH, length);
    }

    private void send(long address, long length) {
        slot.store(PageNic.TX_ADDRESS, address);
        slot.store(PageNic.TX_LENGTH, length);
    }

    @Test
    void macAddressIsReadInMemoryOrder() {
        assertThat(slot.load(PageNic.MAC_LOW)).isEqualTo(0x33221102L);
        assertThat(slot.load(PageNic.MAC_HIGH)).isEqualTo(0x5544L);
    }

    @Test
    void frameReachesMemoryAtItsDeliveryAndNotBefore() {
        post(0x100, 64);
        byte[] before = slot.memory.bytes().clone();
        assertThat(slot.device.ready(new PacketArrival(frame(60, 1)))).isTrue();
        assertThat(slot.memory.bytes()).isEqualTo(before);
        slot.deliver(new PacketArrival(frame(60, 1)));
        assertThat(slot.memory.read(0x100, 60)).isEqualTo(frame(60, 1));
        assertThat(slot.memory.read(0x100 + 60, 4)).isEqualTo(new byte[4]);
        assertThat(slot.load(PageNic.STATUS)).isEqualTo(1);
        assertThat(slot.load(PageNic.RX_LENGTH)).isEqualTo(60);
        assertThat(slot.load(PageNic.RX_ADDRESS)).isEqualTo(0x100);
    }

    @Test
    void frameMarksThePagesItChanges() {
        slot.memory.digest();
        slot.memory.takeCloneDirtyPages();
        post(GuestMemory.PAGE_BYTES - 30, 60);
        slot.deliver(new PacketArrival(frame(60, 1)));
        assertThat(slot.memory.takeCloneDirtyPages()).containsExactly(0, 1);
    }

    @Test
    void completionsAreTakenOldestFirst() {
        post(0x100, 64);
        post(0x200, 64);
        slot.deliver(new PacketArrival(frame(14, 1)));
        slot.deliver(new PacketArrival(frame(20, 2)));
        assertThat(slot.load(PageNic.RX_ADDRESS)).isEqualTo(0x100);
        assertThat(slot.load(PageNic.RX_LENGTH)).isEqualTo(14);
        slot.store(PageNic.RX_POP, 0);
        assertThat(slot.load(PageNic.RX_ADDRESS)).isEqualTo(0x200);
        assertThat(slot.load(PageNic.RX_LENGTH)).isEqualTo(20);
        slot.store(PageNic.RX_POP, 0);
        assertThat(slot.load(PageNic.RX_LENGTH)).isZero();
        assertThat(slot.load(PageNic.RX_ADDRESS)).isZero();
        slot.store(PageNic.RX_POP, 0);
        assertThat(slot.load(PageNic.RX_FREE)).isEqualTo(PageNic.SLOTS);
    }

    @Test
    void slotIsTakenFromItsPostUntilItsCompletionIsPopped() {
        for (int at = 0; at < PageNic.SLOTS; at++) {
            assertThat(slot.load(PageNic.RX_FREE)).isEqualTo(PageNic.SLOTS - at);
            post(at * 64, 64);
        }
        assertThat(slot.load(PageNic.RX_FREE)).isZero();
        post(0, 64);
        assertThat(slot.load(PageNic.ERRORS)).isEqualTo(1);
        slot.deliver(new PacketArrival(frame(14, 1)));
        assertThat(slot.load(PageNic.RX_FREE)).isZero();
        slot.store(PageNic.RX_POP, 0);
        assertThat(slot.load(PageNic.RX_FREE)).isEqualTo(1);
    }

    @Test
    void bufferOutsideRamIsRefused() {
        long[][] refused = {{RAM, 1}, {RAM - 10, 11}, {0, 0}, {0, RAM + 1}, {0xffff_ffffL, 1}, {0x8000_0000L, 64},
            {16, 0xffff_fff0L}, {0, 0xffff_ffffL}, {0xffff_fff0L, 0x20}};
        for (int at = 0; at < refused.length; at++) {
            post(refused[at][0], refused[at][1]);
            assertThat(slot.load(PageNic.ERRORS)).as("%s", refused[at]).isEqualTo(at + 1);
            assertThat(slot.load(PageNic.RX_FREE)).isEqualTo(PageNic.SLOTS);
        }
        post(RAM - 10, 10);
        post(0, RAM);
        assertThat(slot.load(PageNic.RX_FREE)).isEqualTo(PageNic.SLOTS - 2);
    }

    @Test
    void frameLongerThanTheBufferIsDroppedAndTheBufferStays() {
        post(0x100, 64);
        slot.deliver(new PacketArrival(frame(65, 1)));
        assertThat(slot.load(PageNic.RX_DROPPED)).isEqualTo(1);
        assertThat(slot.load(PageNic.STATUS)).isZero();
        assertThat(slot.memory.bytes()).containsOnly((byte) 0);
        slot.deliver(new PacketArrival(frame(64, 1)));
        assertThat(slot.load(PageNic.RX_LENGTH)).isEqualTo(64);
    }

    @Test
    void frameWithoutABufferIsDropped() {
        assertThat(slot.device.ready(new PacketArrival(frame(14, 1)))).isFalse();
        slot.deliver(new PacketArrival(frame(14, 1)));
        slot.deliver(new ConsoleInput(new byte[1]));
        assertThat(slot.load(PageNic.RX_DROPPED)).isEqualTo(1);
    }

    @Test
    void lineIsRaisedWhileCompletionsExistAndInterruptsAreEnabled() {
        post(0x100, 64);
        slot.deliver(new PacketArrival(frame(14, 1)));
        assertThat(slot.raised()).isFalse();
        slot.store(PageNic.INTERRUPT_ENABLE, 1);
        assertThat(slot.raised()).isTrue();
        slot.store(PageNic.INTERRUPT_ENABLE, 0);
        assertThat(slot.raised()).isFalse();
        slot.store(PageNic.INTERRUPT_ENABLE, 1);
        slot.store(PageNic.RX_POP, 0);
        assertThat(slot.raised()).isFalse();
        for (int at = 0; at < PageNic.SLOTS; at++) {
            post(0x100, 64);
            assertThat(slot.raised()).isFalse();
        }
        slot.deliver(new PacketArrival(frame(14, 1)));
        assertThat(slot.raised()).isTrue();
    }

    @Test
    void sentFrameIsACopyOfGuestMemory() {
        slot.memory.write(0x300, frame(100, 7), 0, 100);
        send(0x300, 100);
        slot.memory.write(0x300, new byte[100], 0, 100);
        assertThat(slot.outputs()).singleElement().satisfies(output -> {
            assertThat(output).isInstanceOf(Output.Frame.class);
            assertThat(output.bytes()).isEqualTo(frame(100, 7));
        });
    }

    @Test
    void onlyFramesOfLegalLengthWithinRamAreSent() {
        long[][] refused = {{0, 13}, {0, 1519}, {0, 0}, {RAM - 13, 14}, {0xffff_fff0L, 64}, {0, 0xffff_ffffL}};
        for (int at = 0; at < refused.length; at++) {
            send(refused[at][0], refused[at][1]);
            assertThat(slot.load(PageNic.ERRORS)).isEqualTo(at + 1);
        }
        assertThat(slot.outputs()).isEmpty();
        send(0, 14);
        send(RAM - 1518, 1518);
        assertThat(slot.outputs()).extracting(output -> output.bytes().length).containsExactly(14, 1518);
    }

    @Test
    void stateWithABufferOutsideRamIsRefused() {
        post(0x100, 64);
        slot.deliver(new PacketArrival(frame(14, 1)));
        post(0x200, 64);
        RecordedState state = slot.save();
        int refused = 0;
        for (int index : state.numbers()) {
            for (int bit : new int[] {31, 20}) {
                Slot fresh = new Slot(new PageNicModel(), 1);
                try {
                    fresh.restore(state.withBitInverted(index, bit));
                    fresh.deliver(new PacketArrival(frame(60, 1)));
                } catch (StateException expected) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(6 * 2);
    }

    @Test
    void stateWithMoreSlotsThanThereAreIsRefused() {
        RecordedState state = new RecordedState();
        state.section("page-nic", 1);
        state.flag(false);
        for (int at = 0; at < 4; at++) {
            state.i32(0);
        }
        for (int ring = 0; ring < 2; ring++) {
            state.i32(9);
            for (int at = 0; at < 9; at++) {
                state.i32(0);
                state.i32(64);
            }
        }
        assertThatThrownBy(() -> slot.restore(state)).isInstanceOf(StateException.class)
                .hasMessage("page-nic slots: expected<=16 actual=18");
    }
}
