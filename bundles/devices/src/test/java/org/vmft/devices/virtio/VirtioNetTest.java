package org.vmft.devices.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Output;
import org.vmft.devices.Slot;

class VirtioNetTest {
    private static final int RX = VirtioNet.RECEIVE;
    private static final int TX = VirtioNet.TRANSMIT;
    private static final long BUFFER = Driver.BUFFERS;

    private final Driver driver = new Driver(new VirtioNetModel(), 256, 64).begin();
    private final Slot slot = driver.slot;

    private static byte[] frame(int length, int first) {
        byte[] frame = new byte[length];
        for (int at = 0; at < length; at++) {
            frame[at] = (byte) (first + at);
        }
        return frame;
    }

    private static Driver.Piece out(long address, int length) {
        return new Driver.Piece(address, length, false);
    }

    private static Driver.Piece in(long address, int length) {
        return new Driver.Piece(address, length, true);
    }

    @Test
    void frameReachesMemoryAtItsDeliveryAndNotBefore() {
        int head = driver.offer(RX, in(BUFFER, 1526));
        byte[] before = slot.memory.bytes().clone();
        driver.kick(RX);
        assertThat(slot.device.ready(new PacketArrival(frame(60, 1)))).isTrue();
        assertThat(slot.memory.bytes()).isEqualTo(before);
        slot.deliver(new PacketArrival(frame(60, 1)));
        assertThat(driver.bytes(BUFFER, 12)).isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0});
        assertThat(driver.bytes(BUFFER + 12, 60)).isEqualTo(frame(60, 1));
        assertThat(driver.takeUsed(RX)).isEqualTo(List.of(new Driver.Used(head, 72)));
        assertThat(slot.raised()).isTrue();
    }

    @Test
    void receivedFrameIsSpreadOverTheWritablePiecesOfItsBuffer() {
        driver.offer(RX, in(BUFFER, 5), in(BUFFER + 100, 20), in(BUFFER + 300, 100));
        slot.deliver(new PacketArrival(frame(80, 3)));
        assertThat(driver.bytes(BUFFER + 107, 13)).isEqualTo(frame(13, 3));
        assertThat(driver.bytes(BUFFER + 300, 67)).isEqualTo(frame(67, 16));
        assertThat(driver.takeUsed(RX)).extracting(Driver.Used::written).containsExactly(92);
    }

    @Test
    void frameMarksThePagesItChanges() {
        long at = Driver.RAM + 0x20000 + GuestMemory.PAGE_BYTES - 40;
        driver.offer(RX, in(at, 1526));
        slot.memory.digest();
        slot.memory.takeCloneDirtyPages();
        slot.deliver(new PacketArrival(frame(60, 1)));
        assertThat(slot.memory.takeCloneDirtyPages()).contains(0x20, 0x21);
    }

    @Test
    void framesDeliveredTogetherRaiseOneInterrupt() {
        for (int at = 0; at < 3; at++) {
            driver.offer(RX, in(BUFFER + at * 2048, 2048));
        }
        for (int at = 0; at < 3; at++) {
            slot.deliver(new PacketArrival(frame(60, at)));
        }
        assertThat(driver.interrupts()).isEqualTo(1);
        slot.store(VirtioMmio.INTERRUPT_ACKNOWLEDGE, 1);
        assertThat(slot.raised()).isFalse();
        assertThat(driver.takeUsed(RX)).hasSize(3);
        assertThat(driver.bytes(BUFFER + 2 * 2048 + 12, 60)).isEqualTo(frame(60, 2));
    }

    @Test
    void frameWithoutABufferIsNotReadyForAndLost() {
        assertThat(slot.device.ready(new PacketArrival(frame(60, 1)))).isFalse();
        slot.deliver(new PacketArrival(frame(60, 1)));
        assertThat(slot.raised()).isFalse();
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE);
    }

    @Test
    void frameLongerThanTheBufferIsLostAndTheBufferStays() {
        int head = driver.offer(RX, in(BUFFER, 72));
        slot.deliver(new PacketArrival(frame(61, 1)));
        assertThat(driver.takeUsed(RX)).isEmpty();
        slot.deliver(new PacketArrival(frame(60, 1)));
        assertThat(driver.takeUsed(RX)).isEqualTo(List.of(new Driver.Used(head, 72)));
    }

    @Test
    void readablePartOfAReceiveBufferIsNotWrittenTo() {
        driver.bytes(BUFFER, frame(100, 9));
        driver.offer(RX, out(BUFFER, 100), in(BUFFER + 100, 2000));
        slot.deliver(new PacketArrival(frame(60, 1)));
        assertThat(driver.bytes(BUFFER, 100)).isEqualTo(frame(100, 9));
        assertThat(driver.bytes(BUFFER + 112, 60)).isEqualTo(frame(60, 1));
    }

    @Test
    void sentFrameIsWhatFollowsTheHeaderInAllPieces() {
        driver.bytes(BUFFER, frame(200, 0));
        int head = driver.offer(TX, out(BUFFER, 10), out(BUFFER + 10, 50), out(BUFFER + 60, 40));
        driver.kick(TX);
        driver.bytes(BUFFER, new byte[200]);
        assertThat(slot.outputs()).singleElement().satisfies(output -> {
            assertThat(output).isInstanceOf(Output.Frame.class);
            assertThat(output.bytes()).isEqualTo(frame(88, 12));
        });
        assertThat(driver.takeUsed(TX)).isEqualTo(List.of(new Driver.Used(head, 0)));
        assertThat(slot.raised()).isTrue();
    }

    @Test
    void oneNotificationSendsEverythingThatWaitsInOrder() {
        for (int at = 0; at < 64; at++) {
            driver.bytes(BUFFER + at * 128, frame(72, at));
            driver.offer(TX, out(BUFFER + at * 128, 72));
        }
        driver.kick(TX);
        assertThat(slot.outputs()).extracting(output -> (int) output.bytes()[0] - 12)
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 64).boxed().toList());
        assertThat(driver.takeUsed(TX)).hasSize(64);
    }

    @Test
    void onlyFramesOfLegalLengthAreSentAndAllBuffersReturned() {
        for (int length : new int[] {1, 12, 25, 12 + 1519, 60_000}) {
            driver.offer(TX, out(BUFFER, length));
            driver.kick(TX);
            assertThat(driver.takeUsed(TX)).hasSize(1);
        }
        assertThat(slot.outputs()).isEmpty();
        driver.offer(TX, out(BUFFER, 26));
        driver.offer(TX, out(BUFFER, 12 + 1518));
        driver.kick(TX);
        assertThat(slot.outputs()).extracting(output -> output.bytes().length).containsExactly(14, 1518);
    }

    @Test
    void inputOfOtherKindsIsNotForIt() {
        assertThat(slot.device.handles(new PacketArrival(new byte[60]))).isTrue();
        assertThat(slot.device.handles(new ConsoleInput(new byte[1]))).isFalse();
    }
}
