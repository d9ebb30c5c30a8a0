package org.vmft.devices.virtio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmft.api.log.LogEntry.PacketArrival;
import org.vmft.api.machine.StateException;
import org.vmft.devices.Slot;
import org.vmft.testkit.RecordedState;

class VirtioMmioTest {
    private static final int SIZE = 8;
    private static final int TX = VirtioNet.TRANSMIT;
    private static final int RX = VirtioNet.RECEIVE;
    private static final long FRAME = Driver.BUFFERS;
    private static final int FRAME_BYTES = 12 + 60;

    private final Driver driver = new Driver(new VirtioNetModel(), SIZE, SIZE);
    private final Slot slot = driver.slot;

    private static Driver.Piece frame() {
        return new Driver.Piece(FRAME, FRAME_BYTES, false);
    }

    @Test
    void registersSayWhatItIs() {
        assertThat(slot.load(VirtioMmio.MAGIC)).isEqualTo(0x74726976);
        assertThat(slot.load(VirtioMmio.VERSION)).isEqualTo(2);
        assertThat(slot.load(VirtioMmio.DEVICE_ID)).isEqualTo(1);
        assertThat(slot.load(VirtioMmio.CONFIGURATION_GENERATION)).isZero();
        assertThat(driver.offered()).isEqualTo(1L << 32 | 1 << 5);
        slot.store(VirtioMmio.DEVICE_FEATURES_SELECT, 2);
        assertThat(slot.load(VirtioMmio.DEVICE_FEATURES)).isZero();
    }

    @Test
    void thereIsNoSharedMemory() {
        for (int register = 0xb0; register <= 0xbc; register += 4) {
            assertThat(slot.load(register)).isEqualTo(0xffff_ffffL);
        }
    }

    @Test
    void configurationIsReadInAnySize() {
        assertThat(slot.load(VirtioMmio.CONFIGURATION, 1)).isEqualTo(0x52);
        assertThat(slot.load(VirtioMmio.CONFIGURATION + 5, 1)).isEqualTo(0x56);
        assertThat(slot.load(VirtioMmio.CONFIGURATION + 2, 2)).isEqualTo(0x1200);
        assertThat(slot.load(VirtioMmio.CONFIGURATION, 4)).isEqualTo(0x12005452);
        assertThat(slot.load(VirtioMmio.CONFIGURATION + 4, 4)).isEqualTo(0x5634);
        assertThat(slot.load(VirtioMmio.CONFIGURATION + 6, 1)).isZero();
        assertThat(slot.load(VirtioMmio.WINDOW_BYTES - 1, 1)).isZero();
    }

    @Test
    void featuresAreRefusedThatWereNotOfferedOrWithoutVersionOne() {
        for (long features : new long[] {0, 1L << 5, 1L << 32 | 1, 1L << 33 | 1L << 32}) {
            driver.negotiate(features);
            assertThat(driver.status()).as("features %x", features).isEqualTo(Driver.STATUS_DRIVER);
        }
        for (long features : new long[] {1L << 32, 1L << 32 | 1 << 5}) {
            driver.negotiate(features);
            assertThat(driver.status()).isEqualTo(Driver.STATUS_DRIVER | 8);
        }
    }

    @Test
    void featuresStayOnceTheyAreAccepted() {
        driver.negotiate(1L << 32);
        slot.store(VirtioMmio.DRIVER_FEATURES_SELECT, 0);
        slot.store(VirtioMmio.DRIVER_FEATURES, 1);
        slot.store(VirtioMmio.STATUS, Driver.STATUS_LIVE);
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE);
    }

    @Test
    void nothingHappensBeforeTheDriverIsReadyOrWithoutFeatures() {
        driver.negotiate(driver.offered());
        driver.enable(TX);
        driver.offer(TX, frame());
        driver.kick(TX);
        assertThat(slot.outputs()).isEmpty();
        slot.store(VirtioMmio.STATUS, Driver.STATUS_LIVE);
        driver.kick(TX);
        assertThat(slot.outputs()).hasSize(1);

        Driver careless = new Driver(new VirtioNetModel(), SIZE, SIZE);
        careless.slot.store(VirtioMmio.STATUS, 7);
        careless.enable(TX);
        careless.offer(TX, frame());
        careless.kick(TX);
        assertThat(careless.slot.outputs()).isEmpty();
    }

    @Test
    void statusZeroResetsEverything() {
        driver.begin();
        driver.offer(TX, frame());
        driver.kick(TX);
        assertThat(slot.raised()).isTrue();
        slot.store(VirtioMmio.STATUS, 0);
        assertThat(slot.raised()).isFalse();
        assertThat(slot.save()).isEqualTo(new Driver(new VirtioNetModel(), SIZE, SIZE).slot.save());
        driver.begin();
        driver.offer(TX, frame());
        driver.kick(TX);
        assertThat(driver.takeUsed(TX)).hasSize(1);
    }

    @Test
    void queueThatDoesNotExistHasNoSizeAndIsNeverReady() {
        driver.negotiate(driver.offered());
        for (int queue : new int[] {2, -1, Integer.MAX_VALUE}) {
            slot.store(VirtioMmio.QUEUE_SELECT, queue);
            assertThat(slot.load(VirtioMmio.QUEUE_SIZE_MAX)).isZero();
            slot.store(VirtioMmio.QUEUE_READY, 1);
            assertThat(slot.load(VirtioMmio.QUEUE_READY)).isZero();
            driver.kick(queue);
        }
        assertThat(driver.status()).isEqualTo(Driver.STATUS_DRIVER | 8);
    }

    @Test
    void readyQueueKeepsItsSizeAndAddresses() {
        driver.begin();
        slot.store(VirtioMmio.QUEUE_SELECT, TX);
        assertThat(slot.load(VirtioMmio.QUEUE_READY)).isEqualTo(1);
        slot.store(VirtioMmio.QUEUE_SIZE, 16);
        driver.address(VirtioMmio.QUEUE_DESCRIPTORS_LOW, 0);
        driver.address(VirtioMmio.QUEUE_DRIVER_LOW, 0);
        driver.address(VirtioMmio.QUEUE_DEVICE_LOW, 0);
        driver.offer(TX, frame());
        driver.kick(TX);
        assertThat(slot.outputs()).hasSize(1);
        assertThat(driver.takeUsed(TX)).hasSize(1);
    }

    @Test
    void interruptLastsUntilItIsAcknowledged() {
        driver.begin();
        driver.offer(TX, frame());
        driver.kick(TX);
        assertThat(driver.interrupts()).isEqualTo(1);
        slot.store(VirtioMmio.INTERRUPT_ACKNOWLEDGE, 2);
        assertThat(slot.raised()).isTrue();
        slot.store(VirtioMmio.INTERRUPT_ACKNOWLEDGE, 1);
        assertThat(driver.interrupts()).isZero();
        assertThat(slot.raised()).isFalse();
    }

    @Test
    void driverThatWantsNoInterruptsGetsNone() {
        driver.begin();
        driver.suppressInterrupts(TX);
        driver.offer(TX, frame());
        driver.kick(TX);
        assertThat(driver.takeUsed(TX)).hasSize(1);
        assertThat(slot.raised()).isFalse();
    }

    /** What a driver may get wrong, each done to a live device before it is notified of its transmit queue. */
    static Stream<Named<Consumer<Driver>>> mistakes() {
        return Stream.of(
                mistake("head out of range", driver -> driver.makeAvailable(TX, SIZE)),
                mistake("next out of range", driver -> chain(driver, FRAME, FRAME_BYTES, Driver.NEXT, SIZE)),
                mistake("loop", driver -> chain(driver, FRAME, FRAME_BYTES, Driver.NEXT, 0)),
                mistake("indirect", driver -> chain(driver, FRAME, 16, 4, 0)),
                mistake("unknown flag", driver -> chain(driver, FRAME, 16, 8, 0)),
                mistake("nothing", driver -> chain(driver, FRAME, 0, 0, 0)),
                mistake("address below RAM", driver -> chain(driver, Driver.RAM - 1, FRAME_BYTES, 0, 0)),
                mistake("address above RAM", driver -> chain(driver, Driver.RAM + Driver.RAM_BYTES, 1, 0, 0)),
                mistake("address of more than 32 bits", driver -> chain(driver, FRAME | 1L << 32, FRAME_BYTES, 0, 0)),
                mistake("address of 64 bits", driver -> chain(driver, -1, FRAME_BYTES, 0, 0)),
                mistake("end above RAM", driver -> chain(driver, FRAME, Driver.RAM_BYTES, 0, 0)),
                mistake("length overflow", driver -> chain(driver, FRAME, -1, 0, 0)),
                mistake("readable after writable", driver -> driver.offer(TX, new Driver.Piece(FRAME, 4, true), frame())),
                mistake("available index too far ahead", driver -> driver.availableIndex(TX, SIZE + 1)),
                mistake("available index behind", driver -> driver.availableIndex(TX, -1)));
    }

    private static Named<Consumer<Driver>> mistake(String name, Consumer<Driver> doing) {
        return Named.of(name, doing);
    }

    private static void chain(Driver driver, long address, int length, int flags, int next) {
        driver.descriptor(TX, 0, address, length, flags, next);
        driver.makeAvailable(TX, 0);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void brokenQueueNeedsAResetAndNothingHappensUntilThen(Consumer<Driver> mistake) {
        driver.begin();
        mistake.accept(driver);
        driver.kick(TX);
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE | 0x40);
        assertThat(driver.interrupts()).isEqualTo(2);
        assertThat(slot.raised()).isTrue();
        assertThat(driver.takeUsed(TX)).isEmpty();

        driver.offer(RX, new Driver.Piece(FRAME, 2048, true));
        assertThat(slot.device.ready(new PacketArrival(new byte[60]))).isFalse();
        slot.deliver(new PacketArrival(new byte[60]));
        driver.kick(TX);
        assertThat(driver.takeUsed(RX)).isEmpty();
        assertThat(slot.outputs()).isEmpty();
        slot.store(VirtioMmio.STATUS, Driver.STATUS_LIVE);
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE | 0x40);

        driver.begin();
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE);
        driver.offer(TX, frame());
        driver.kick(TX);
        assertThat(slot.outputs()).hasSize(1);
    }

    @Test
    void buffersReturnedBeforeTheBrokenOneAreAnnounced() {
        driver.begin();
        driver.offer(TX, frame());
        driver.makeAvailable(TX, SIZE);
        driver.kick(TX);
        assertThat(slot.outputs()).hasSize(1);
        assertThat(driver.takeUsed(TX)).hasSize(1);
        assertThat(driver.interrupts()).isEqualTo(3);
    }

    @Test
    void brokenReceiveQueueIsFoundByADelivery() {
        driver.begin();
        driver.availableIndex(RX, SIZE + 1);
        assertThat(slot.device.ready(new PacketArrival(new byte[60]))).isTrue();
        slot.deliver(new PacketArrival(new byte[60]));
        assertThat(driver.status()).isEqualTo(Driver.STATUS_LIVE | 0x40);
        assertThat(slot.device.ready(new PacketArrival(new byte[60]))).isFalse();
    }

    @Test
    void queueOutsideRamOrOfAnOddSizeNeedsAReset() {
        long end = Driver.RAM + Driver.RAM_BYTES;
        for (int size : new int[] {0, 3, 512, -8, Integer.MIN_VALUE}) {
            assertNeedsReset(size, Driver.RAM, Driver.RAM, Driver.RAM);
        }
        assertNeedsReset(SIZE, end - 16 * SIZE + 1, Driver.RAM, Driver.RAM);
        assertNeedsReset(SIZE, Driver.RAM, end - 4 - 2 * SIZE + 1, Driver.RAM);
        assertNeedsReset(SIZE, Driver.RAM, Driver.RAM, end - 4 - 8 * SIZE + 1);
        assertNeedsReset(SIZE, 0, Driver.RAM, Driver.RAM);
        assertNeedsReset(SIZE, -16, Driver.RAM, Driver.RAM);
    }

    private void assertNeedsReset(int size, long descriptors, long driverArea, long deviceArea) {
        driver.negotiate(driver.offered());
        slot.store(VirtioMmio.QUEUE_SIZE, size);
        driver.address(VirtioMmio.QUEUE_DESCRIPTORS_LOW, descriptors);
        driver.address(VirtioMmio.QUEUE_DRIVER_LOW, driverArea);
        driver.address(VirtioMmio.QUEUE_DEVICE_LOW, deviceArea);
        slot.store(VirtioMmio.QUEUE_READY, 1);
        assertThat(slot.load(VirtioMmio.QUEUE_READY)).isZero();
        assertThat(driver.status()).isEqualTo(Driver.STATUS_DRIVER | 0x48);
        assertThat(slot.raised()).as("before the driver is ready nobody is told").isFalse();
    }

    @Test
    void stateWithAQueueOutsideRamIsRefused() {
        driver.begin();
        driver.offer(TX, frame());
        RecordedState state = slot.save();
        int refused = 0;
        for (int index : state.numbers()) {
            for (int bit : new int[] {0, 20, 31}) {
                Slot fresh = new Driver(new VirtioNetModel(), SIZE, SIZE).slot;
                try {
                    fresh.restore(state.withBitInverted(index, bit));
                    fresh.store(VirtioMmio.QUEUE_NOTIFY, TX);
                    fresh.deliver(new PacketArrival(new byte[60]));
                } catch (StateException expected) {
                    refused++;
                }
            }
        }
        assertThat(refused).isGreaterThanOrEqualTo(20);
        RecordedState newer = new RecordedState();
        newer.section("virtio-net", 2);
        assertThatThrownBy(() -> slot.restore(newer)).isInstanceOf(StateException.class);
    }

    @Test
    void indicesWrapAround() {
        driver.begin();
        for (int count = 0; count < 70_000; count++) {
            int head = driver.offer(TX, frame());
            driver.kick(TX);
            assertThat(driver.takeUsed(TX)).isEqualTo(List.of(new Driver.Used(head, 0)));
            slot.outputs();
        }
    }
}
