package org.vmft.devices;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.DeviceModel;
import org.vmft.devices.virtio.VirtioNetModel;
import org.vmft.testkit.Seed;

/** What holds for every device here under random register accesses and deliveries, sensible or not. */
class AnyDeviceTest {
    private static final int[] SIZES = {1, 2, 4, 8};
    private static final int ACTIONS = 5_000;
    private static final int SAVED_EVERY = 7;

    static Stream<DeviceModel> models() {
        return Stream.of(new ConsoleModel(), new PageNicModel(), new EntropyModel(), new Uart16550Model(), new VirtioNetModel());
    }

    private static List<Object> act(Slot slot, SplittableRandom random) {
        int kind = random.nextInt(10);
        if (kind < 2) {
            byte[] bytes = new byte[random.nextInt(random.nextBoolean() ? 80 : 2_000)];
            random.nextBytes(bytes);
            LogEntry.Input input = random.nextBoolean()
                    ? new LogEntry.ConsoleInput(bytes) : new LogEntry.PacketArrival(bytes);
            boolean ready = slot.device.ready(input);
            slot.deliver(input);
            return List.of(ready, slot.raised());
        }
        int offset = random.nextInt(5) == 0 ? random.nextInt() : random.nextInt(16) * (random.nextBoolean() ? 4 : 1);
        int size = SIZES[random.nextInt(SIZES.length)];
        if (kind < 6) {
            return List.of(slot.load(offset, size), slot.raised());
        }
        long value = random.nextInt(3) == 0 ? random.nextLong() : random.nextInt(20_000);
        slot.store(offset, size, value);
        return List.of(slot.raised());
    }

    @ParameterizedTest
    @MethodSource("models")
    void deviceRestoredAtAnyPointGoesOnLikeTheOriginal(DeviceModel model) {
        SplittableRandom random = Seed.random("deviceRestoredAtAnyPointGoesOnLikeTheOriginal");
        Slot original = new Slot(model, 3);
        Slot copy = new Slot(model, 3);
        for (int at = 0; at < ACTIONS; at++) {
            if (at % SAVED_EVERY == 0) {
                copy = original.copy();
                assertThat(copy.save()).isEqualTo(original.save());
                assertThat(copy.raised()).isEqualTo(original.raised());
            }
            SplittableRandom choices = random.split();
            long seed = choices.nextLong();
            assertThat(act(copy, new SplittableRandom(seed))).isEqualTo(act(original, new SplittableRandom(seed)));
            assertThat(copy.outputs()).usingRecursiveComparison().isEqualTo(original.outputs());
            assertThat(copy.save()).isEqualTo(original.save());
        }
        assertThat(copy.memory.bytes()).isEqualTo(original.memory.bytes());
    }

    @ParameterizedTest
    @MethodSource("models")
    void readNeverHasMoreBitsThanItsSize(DeviceModel model) {
        SplittableRandom random = Seed.random("readNeverHasMoreBitsThanItsSize");
        Slot slot = new Slot(model, 3);
        for (int at = 0; at < ACTIONS; at++) {
            act(slot, random);
            int size = SIZES[random.nextInt(3)];
            assertThat(slot.load(random.nextInt(16) * 4, size) >>> size * 8).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("models")
    void windowIsWholeRegisters(DeviceModel model) {
        assertThat(new Slot(model, 3).device.windowBytes()).isPositive();
        assertThat(new Slot(model, 3).device.windowBytes() % 4).isZero();
    }
}
