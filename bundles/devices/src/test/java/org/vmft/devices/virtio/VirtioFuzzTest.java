package org.vmft.devices.virtio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.DiskCompletion;
import org.vmft.api.log.LogEntry.DiskStatus;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.api.machine.Output;
import org.vmft.devices.Slot;
import org.vmft.testkit.Seed;

/** Drivers that do whatever they like: nothing is thrown, every access is bounded, and a restored device does the same. */
@Timeout(120)
class VirtioFuzzTest {
    private static final int ROUNDS = 25;
    private static final int ACTIONS = 250;
    private static final int QUEUE_SIZE = 16;
    private static final int QUEUES = 2;
    private static final int DISK_SECTORS = 64;
    private static final int[] SIZES = {1, 2, 4, 8};
    private static final MachineSpec SPEC = new MachineSpec(Driver.RAM_BYTES, 0x5254_0012_3456L, "")
            .withDisk(DISK_SECTORS * DiskRequest.SECTOR_BYTES);

    private int broken;
    private int returned;
    private int left;
    private DiskRequest last = new DiskRequest.Flush(0);

    static Stream<DeviceModel> models() {
        return Stream.of(new VirtioNetModel(), new VirtioBlkModel(), new VirtioRngModel());
    }

    @ParameterizedTest
    @MethodSource("models")
    void nothingADriverDoesBreaksTheDeviceOrMakesItsCopyDiffer(DeviceModel model) {
        SplittableRandom random = Seed.random("nothingADriverDoesBreaksTheDeviceOrMakesItsCopyDiffer");
        for (int round = 0; round < ROUNDS; round++) {
            Driver driver = new Driver(new Slot(model, round, SPEC, Driver.RAM), sizes(model));
            driver.begin();
            for (int action = 0; action < ACTIONS; action++) {
                Slot copy = driver.slot.copy();
                Driver copied = driver.copyOn(copy);
                assertThat(copy.save()).isEqualTo(driver.slot.save());
                long seed = random.nextLong();
                act(driver, new SplittableRandom(seed));
                List<Output> outputs = driver.slot.outputs();
                List<DiskRequest> requests = driver.slot.requests();
                assertBounded(outputs, requests);
                act(copied, new SplittableRandom(seed));
                assertThat(copy.save()).isEqualTo(driver.slot.save());
                assertThat(copy.raised()).isEqualTo(driver.slot.raised());
                assertThat(copy.outputs().stream().map(VirtioFuzzTest::text).toList()).isEqualTo(outputs.stream().map(VirtioFuzzTest::text).toList());
                assertThat(copy.requests().stream().map(VirtioFuzzTest::text).toList()).isEqualTo(requests.stream().map(VirtioFuzzTest::text).toList());
                assertThat(copy.memory.bytes()).isEqualTo(driver.slot.memory.bytes());
                left += outputs.size() + requests.size();
                last = requests.isEmpty() ? last : requests.get(0);
            }
        }
        assertThat(broken).as("times that a device needed a reset").isPositive();
        assertThat(returned).as("times that a device interrupted for returned buffers").isPositive();
        if (!(model instanceof VirtioRngModel)) {
            assertThat(left).as("frames and disk requests").isPositive();
        }
    }

    private static String text(Output output) {
        return output.getClass().getSimpleName() + Arrays.hashCode(output.bytes());
    }

    private static String text(DiskRequest request) {
        return request instanceof DiskRequest.Write write
                ? write.id() + " " + write.offset() + " " + Arrays.hashCode(write.bytes()) : request.toString();
    }

    private static int[] sizes(DeviceModel model) {
        return model instanceof VirtioNetModel ? new int[] {QUEUE_SIZE, QUEUE_SIZE} : new int[] {model instanceof VirtioRngModel ? 8 : QUEUE_SIZE};
    }

    private static void assertBounded(List<Output> outputs, List<DiskRequest> requests) {
        assertThat(outputs.size()).isLessThanOrEqualTo(MachineHost.OUTPUTS_PER_STEP_MAX);
        assertThat(outputs.stream().mapToInt(output -> output.bytes().length).sum())
                .isLessThanOrEqualTo(MachineHost.OUTPUT_BYTES_PER_STEP_MAX);
        assertThat(requests.size()).isLessThanOrEqualTo(1);
        for (DiskRequest request : requests) {
            if (request instanceof DiskRequest.Read read) {
                assertThat(read.offset() + read.length()).isLessThanOrEqualTo(SPEC.diskBytes());
            } else if (request instanceof DiskRequest.Write write) {
                assertThat(write.offset() + write.bytes().length).isLessThanOrEqualTo(SPEC.diskBytes());
            }
        }
    }

    /** One thing, with at most one access that makes the device work. */
    private void act(Driver driver, SplittableRandom random) {
        Slot slot = driver.slot;
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> {
                describe(driver, random);
                driver.kick(random.nextInt(QUEUES));
            }
            case 3 -> slot.memory.write(random.nextInt(48 << 10), noise(random, 32), 0, 32);
            case 4, 5 -> {
                describe(driver, random);
                slot.deliver(input(random));
            }
            case 6 -> slot.store(register(random), SIZES[random.nextInt(4)], random.nextBoolean() ? random.nextInt(16) : random.nextLong());
            case 7 -> slot.load(random.nextBoolean() ? register(random) : random.nextInt(), SIZES[random.nextInt(4)]);
            case 8 -> {
                returned += (int) driver.interrupts() & 1;
                slot.store(VirtioMmio.INTERRUPT_ACKNOWLEDGE, 3);
            }
            default -> {
                if (driver.status() != Driver.STATUS_LIVE || random.nextInt(8) == 0) {
                    broken += (driver.status() & 0x40) != 0 ? 1 : 0;
                    driver.begin();
                } else {
                    slot.device.goLive(0);
                }
            }
        }
    }

    private static int register(SplittableRandom random) {
        return random.nextInt(0x110 / 4) * 4;
    }

    private static byte[] noise(SplittableRandom random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Descriptors that are right for the most part, a request header among what they point to, and some of them available. */
    private static void describe(Driver driver, SplittableRandom random) {
        int queue = random.nextInt(driver.queues());
        for (int index = 0; index < 8; index++) {
            boolean last = random.nextInt(3) == 0;
            long address = random.nextInt(60) == 0 ? random.nextLong() >>> random.nextInt(64) : Driver.BUFFERS + random.nextInt(0x8000) * 4L;
            int length = wrong(random) ? random.nextInt() >>> random.nextInt(32) : index == 0 ? 16 : lengths(random);
            int flags = (last ? 0 : Driver.NEXT) | (random.nextInt(3) == 0 ? Driver.WRITE : 0) | (wrong(random) ? random.nextInt(8) : 0);
            driver.descriptor(queue, index, address, length, flags, wrong(random) ? random.nextInt(20) : Math.min(index + 1, 7));
            driver.word(address(address), random.nextInt(6));
            driver.word(address(address) + 8, random.nextInt(DISK_SECTORS + 2));
            driver.word(address(address) + 12, random.nextInt(40) == 0 ? random.nextInt() : 0);
        }
        for (int count = random.nextInt(4); count > 0; count--) {
            driver.makeAvailable(queue, random.nextBoolean() ? 0 : random.nextInt(random.nextInt(20) == 0 ? 1 << 16 : 8));
        }
    }

    private static boolean wrong(SplittableRandom random) {
        return random.nextInt(200) == 0;
    }

    private static int lengths(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> 16;
            case 1 -> 512 * (1 + random.nextInt(4));
            case 2 -> 1 + random.nextInt(2_000);
            default -> 512 * (1 + random.nextInt(random.nextInt(5) == 0 ? 200 : 8));
        };
    }

    private static long address(long wanted) {
        return wanted >= Driver.BUFFERS && wanted < Driver.RAM + Driver.RAM_BYTES - 16 ? wanted & -4 : Driver.BUFFERS;
    }

    private LogEntry.Input input(SplittableRandom random) {
        return switch (random.nextInt(6)) {
            case 0 -> new LogEntry.ConsoleInput(noise(random, 4));
            case 1 -> new LogEntry.PacketArrival(noise(random, random.nextInt(1_600)));
            case 2 -> new DiskCompletion(random.nextInt(40), DiskStatus.FAILED, new byte[0]);
            case 3, 4 -> new DiskCompletion(last.id(), DiskStatus.DONE,
                    last instanceof DiskRequest.Read read ? noise(random, read.length()) : new byte[0]);
            default -> new DiskCompletion(random.nextInt(40), DiskStatus.DONE,
                    random.nextBoolean() ? new byte[0] : noise(random, 512 * random.nextInt(1, 40)));
        };
    }
}
