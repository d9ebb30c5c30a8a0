package org.vmft.devices.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.log.LogEntry.DiskStatus;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.StateException;
import org.vmft.devices.Slot;

class VirtioBlkTest {
    private static final long SECTORS = 1_000;
    private static final long HEADER = Driver.BUFFERS;
    private static final long STATUS = Driver.BUFFERS + 32;
    private static final long DATA = Driver.BUFFERS + 4096;
    private static final int UNTOUCHED = 0x55;

    private final Driver driver = new Driver(slot(SECTORS), 64).begin();

    private static Slot slot(long sectors) {
        return new Slot(new VirtioBlkModel(), 1, new MachineSpec(Driver.RAM_BYTES, 0x5254_0012_3456L, "",
                sectors * DiskRequest.SECTOR_BYTES), Driver.RAM);
    }

    private static byte[] bytes(int length, int first) {
        byte[] bytes = new byte[length];
        for (int at = 0; at < length; at++) {
            bytes[at] = (byte) (first + at / 7);
        }
        return bytes;
    }

    private static Driver.Piece out(long address, int length) {
        return new Driver.Piece(address, length, false);
    }

    private static Driver.Piece in(long address, int length) {
        return new Driver.Piece(address, length, true);
    }

    private void header(long at, int type, long sector) {
        driver.bytes(at, ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putInt(type).putInt(0).putLong(sector).array());
        driver.bytes(STATUS, new byte[] {UNTOUCHED});
    }

    private int request(int type, long sector, Driver.Piece... data) {
        header(HEADER, type, sector);
        Driver.Piece[] pieces = new Driver.Piece[data.length + 2];
        pieces[0] = out(HEADER, 16);
        System.arraycopy(data, 0, pieces, 1, data.length);
        pieces[pieces.length - 1] = in(STATUS, 1);
        int head = driver.offer(0, pieces);
        driver.kick(0);
        return head;
    }

    private void complete(long request, DiskStatus status, byte[] read) {
        DiskCompletion completion = new DiskCompletion(request, status, read);
        assertThat(driver.slot.device.ready(completion)).isTrue();
        driver.slot.deliver(completion);
    }

    private void assertAnswered(int head, int written, int status) {
        assertThat(driver.takeUsed(0)).isEqualTo(List.of(new Driver.Used(head, written)));
        assertThat(driver.bytes(STATUS, 1)[0]).isEqualTo((byte) status);
    }

    private void assertRequests(DiskRequest... expected) {
        assertThat(driver.slot.requests()).usingRecursiveFieldByFieldElementComparator().containsExactly(expected);
    }

    @Test
    void configurationIsTheCapacity() {
        assertThat(driver.slot.load(VirtioMmio.DEVICE_ID)).isEqualTo(2);
        assertThat(driver.slot.load(VirtioMmio.CONFIGURATION)).isEqualTo(SECTORS);
        assertThat(driver.slot.load(VirtioMmio.CONFIGURATION + 4)).isZero();
        assertThat(driver.offered()).isEqualTo(1L << 32 | 1 << 9);
    }

    @Test
    void slotOfAMachineWithoutADiskIsEmpty() {
        Slot empty = slot(0);
        assertThat(empty.load(VirtioMmio.MAGIC)).isEqualTo(0x74726976);
        assertThat(empty.load(VirtioMmio.VERSION)).isEqualTo(2);
        assertThat(empty.load(VirtioMmio.DEVICE_ID)).isZero();
        empty.store(VirtioMmio.STATUS, 15);
        assertThat(empty.load(VirtioMmio.STATUS)).isZero();
        assertThatThrownBy(() -> slot(SECTORS).restore(empty.save())).isInstanceOf(StateException.class);
    }

    @Test
    void readReachesMemoryAtItsCompletionAndNotBefore() {
        int head = request(VirtioBlk.IN, 3, in(DATA, 512), in(DATA + 1000, 1024));
        assertRequests(new DiskRequest.Read(1, 3 * 512, 1536));
        assertThat(driver.takeUsed(0)).isEmpty();
        assertThat(driver.slot.raised()).isFalse();
        complete(1, DiskStatus.DONE, bytes(1536, 9));
        assertAnswered(head, 1537, VirtioBlk.OK);
        assertThat(driver.bytes(DATA, 512)).isEqualTo(bytes(512, 9));
        assertThat(driver.bytes(DATA + 1000, 1024)).isEqualTo(java.util.Arrays.copyOfRange(bytes(1536, 9), 512, 1536));
        assertThat(driver.slot.raised()).isTrue();
    }

    @Test
    void writeIsACopyOfMemoryAndDoneAtItsCompletion() {
        driver.bytes(DATA, bytes(1024, 5));
        int head = request(VirtioBlk.OUT, 998, out(DATA, 100), out(DATA + 100, 924));
        driver.bytes(DATA, new byte[1024]);
        assertRequests(new DiskRequest.Write(1, 998 * 512, bytes(1024, 5)));
        assertThat(driver.takeUsed(0)).isEmpty();
        complete(1, DiskStatus.DONE, new byte[0]);
        assertAnswered(head, 1, VirtioBlk.OK);
    }

    @Test
    void flushIsARequestOfItsOwn() {
        int head = request(VirtioBlk.FLUSH, 0);
        assertRequests(new DiskRequest.Flush(1));
        complete(1, DiskStatus.DONE, new byte[0]);
        assertAnswered(head, 1, VirtioBlk.OK);
    }

    @Test
    void writeOfADriverThatDoesNotFlushIsFlushedBeforeItIsDone() {
        driver.negotiate(1L << 32);
        driver.enable(0);
        driver.slot.store(VirtioMmio.STATUS, Driver.STATUS_LIVE);
        int head = request(VirtioBlk.OUT, 0, out(DATA, 512));
        complete(1, DiskStatus.DONE, new byte[0]);
        assertThat(driver.takeUsed(0)).isEmpty();
        assertRequests(new DiskRequest.Write(1, 0, new byte[512]), new DiskRequest.Flush(2));
        complete(2, DiskStatus.DONE, new byte[0]);
        assertAnswered(head, 1, VirtioBlk.OK);
    }

    @Test
    void largeTransferIsMadeInPieces() {
        int length = DiskRequest.BYTES_MAX + 1024;
        driver.bytes(DATA, bytes(length, 1));
        int head = request(VirtioBlk.OUT, 10, out(DATA, length));
        complete(1, DiskStatus.DONE, new byte[0]);
        complete(2, DiskStatus.DONE, new byte[0]);
        assertAnswered(head, 1, VirtioBlk.OK);
        byte[] all = bytes(length, 1);
        assertRequests(new DiskRequest.Write(1, 10 * 512, java.util.Arrays.copyOf(all, DiskRequest.BYTES_MAX)),
                new DiskRequest.Write(2, 10 * 512 + DiskRequest.BYTES_MAX,
                        java.util.Arrays.copyOfRange(all, DiskRequest.BYTES_MAX, length)));

        int read = request(VirtioBlk.IN, 0, in(DATA, length));
        complete(3, DiskStatus.DONE, java.util.Arrays.copyOf(all, DiskRequest.BYTES_MAX));
        complete(4, DiskStatus.DONE, java.util.Arrays.copyOfRange(all, DiskRequest.BYTES_MAX, length));
        assertAnswered(read, length + 1, VirtioBlk.OK);
        assertThat(driver.bytes(DATA, length)).isEqualTo(all);
    }

    @Test
    void requestsLeaveOneAfterAnotherInTheirOrder() {
        for (int at = 0; at < 3; at++) {
            header(HEADER + 64L * at, at == 1 ? VirtioBlk.OUT : VirtioBlk.IN, at);
            driver.offer(0, out(HEADER + 64L * at, 16), at == 1 ? out(DATA, 512) : in(DATA, 512), in(STATUS + 64L * at, 1));
        }
        driver.kick(0);
        driver.kick(0);
        assertRequests(new DiskRequest.Read(1, 0, 512));
        complete(1, DiskStatus.DONE, new byte[512]);
        assertRequests(new DiskRequest.Write(2, 512, new byte[512]));
        complete(2, DiskStatus.DONE, new byte[0]);
        assertRequests(new DiskRequest.Read(3, 1024, 512));
        complete(3, DiskStatus.DONE, new byte[512]);
        assertThat(driver.takeUsed(0)).hasSize(3);
    }

    @Test
    void failureOrAnAnswerOfAnotherLengthIsAnIoError() {
        int first = request(VirtioBlk.IN, 0, in(DATA, 512));
        complete(1, DiskStatus.FAILED, new byte[0]);
        assertAnswered(first, 1, VirtioBlk.IO_ERROR);
        int second = request(VirtioBlk.IN, 0, in(DATA, 512));
        complete(2, DiskStatus.DONE, new byte[511]);
        assertAnswered(second, 1, VirtioBlk.IO_ERROR);
        int third = request(VirtioBlk.OUT, 0, out(DATA, DiskRequest.BYTES_MAX + 512));
        complete(3, DiskStatus.FAILED, new byte[0]);
        assertAnswered(third, 1, VirtioBlk.IO_ERROR);
    }

    @Test
    void requestsThatCannotBeDoneAreAnsweredAtOnce() {
        assertAnswered(request(99, 0, in(DATA, 20)), 1, VirtioBlk.UNSUPPORTED);
        assertAnswered(request(VirtioBlk.IN, 0, in(DATA, 511)), 1, VirtioBlk.IO_ERROR);
        assertAnswered(request(VirtioBlk.IN, SECTORS, in(DATA, 512)), 1, VirtioBlk.IO_ERROR);
        assertAnswered(request(VirtioBlk.OUT, SECTORS - 1, out(DATA, 1024)), 1, VirtioBlk.IO_ERROR);
        assertAnswered(request(VirtioBlk.OUT, -1, out(DATA, 512)), 1, VirtioBlk.IO_ERROR);
        assertAnswered(request(VirtioBlk.OUT, Long.MIN_VALUE, out(DATA, 512)), 1, VirtioBlk.IO_ERROR);
        assertAnswered(request(VirtioBlk.OUT, SECTORS), 1, VirtioBlk.OK);
        assertRequests();
        request(VirtioBlk.OUT, SECTORS - 1, out(DATA, 512));
        assertRequests(new DiskRequest.Write(1, 512 * (SECTORS - 1), new byte[512]));
    }

    @Test
    void requestWithoutHeaderOrStatusNeedsAReset() {
        driver.offer(0, out(HEADER, 15), in(STATUS, 1));
        driver.kick(0);
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE | 0x40);
        driver.begin();
        driver.offer(0, out(HEADER, 16));
        driver.kick(0);
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE | 0x40);
    }

    @Test
    void bufferThatShrankWhileItWasServedNeedsAReset() {
        request(VirtioBlk.IN, 0, in(DATA, 1024));
        driver.descriptor(0, 1, DATA, 512, Driver.WRITE | Driver.NEXT, 2);
        complete(1, DiskStatus.DONE, new byte[1024]);
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE | 0x40);
        assertThat(driver.takeUsed(0)).isEmpty();
    }

    @Test
    void completionAfterAResetChangesNothingAndTheNextRequestWaitsForIt() {
        driver.bytes(DATA, bytes(512, 3));
        request(VirtioBlk.IN, 0, in(DATA, 512));
        driver.begin();
        int head = request(VirtioBlk.OUT, 7, out(DATA, 512));
        assertRequests(new DiskRequest.Read(1, 0, 512));
        complete(1, DiskStatus.DONE, new byte[512]);
        assertThat(driver.takeUsed(0)).isEmpty();
        assertRequests(new DiskRequest.Write(2, 7 * 512, bytes(512, 3)));
        complete(1, DiskStatus.DONE, new byte[512]);
        complete(2, DiskStatus.DONE, new byte[0]);
        complete(2, DiskStatus.DONE, new byte[0]);
        assertAnswered(head, 1, VirtioBlk.OK);
    }

    @Test
    void requestInFlightIsMadeAgainWithItsBounceBufferOnGoingLive() {
        driver.bytes(DATA, bytes(512, 3));
        int head = request(VirtioBlk.OUT, 1, out(DATA, 512));
        driver.slot.requests();
        driver.bytes(DATA, new byte[512]);
        Slot copy = driver.slot.copy();
        assertThat(copy.save()).isEqualTo(driver.slot.save());
        copy.device.goLive(100);
        assertThat(copy.requests()).usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new DiskRequest.Write(1, 512, bytes(512, 3)));
        copy.deliver(new DiskCompletion(1, DiskStatus.DONE, new byte[0]));
        complete(1, DiskStatus.DONE, new byte[0]);
        assertAnswered(head, 1, VirtioBlk.OK);
        assertThat(copy.memory.bytes()).isEqualTo(driver.slot.memory.bytes());
        copy.device.goLive(101);
        assertThat(copy.requests()).isEmpty();
    }

    @Test
    void stateOfARequestBeyondTheDiskIsRefused() {
        request(VirtioBlk.IN, SECTORS - 2, in(DATA, 1024));
        var state = driver.slot.save();
        int refused = 0;
        for (int index : state.numbers()) {
            for (int bit : new int[] {0, 16, 31}) {
                Slot fresh = slot(SECTORS);
                try {
                    fresh.restore(state.withBitInverted(index, bit));
                    fresh.deliver(new DiskCompletion(1, DiskStatus.DONE, new byte[1024]));
                } catch (StateException expected) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(30);
        assertThatThrownBy(() -> slot(SECTORS - 1).restore(state)).isInstanceOf(StateException.class);
        assertThat(driver.slot.device.handles(new PacketArrival(new byte[60]))).isFalse();
    }
}
