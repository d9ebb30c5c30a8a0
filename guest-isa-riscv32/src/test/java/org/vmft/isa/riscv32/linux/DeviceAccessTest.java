package org.vmft.isa.riscv32.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.DeviceModel;
import org.vmft.api.machine.DmaRange;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.MachineSpec;
import org.vmft.devices.Uart16550Model;
import org.vmft.devices.virtio.VirtioBlkModel;
import org.vmft.devices.virtio.VirtioNetModel;
import org.vmft.isa.riscv32.ObservedInstructionSet;
import org.vmft.isa.riscv32.ObservedInstructionSet.Access;

/**
 * Linux sets up its devices here as it does on QEMU: the same accesses in the same order, with the same values.
 *
 * <p>Not compared: the CLINT, whose values are time and whose accesses depend on it; data and line status of the serial port,
 * which are the console's text with times in it, nor that its interrupts are off around each line; and whatever comes after the first interrupt, for when one comes is up to the
 * implementation. Of the network card neither the vendor, nor the sizes and places of queues, which are smaller here.
 */
class DeviceAccessTest {
    private static final int UART = 0x10000000;
    private static final int UART_INTERRUPT_ENABLE = UART + 1;
    private static final int UART_LINE_STATUS = UART + 5;
    private static final int PLIC = 0x0c000000;
    private static final int PLIC_CLAIM = 0x0c200004;
    private static final int VIRTIO_NET = 0x10001000;
    private static final int VIRTIO_INTERRUPT_STATUS = VIRTIO_NET + 0x60;

    private final List<Access> here = new ArrayList<>();
    private List<Access> qemu = List.of();

    /** QEMU's board had no more than a network card. */
    private static final class NoEntropy implements DeviceModel {
        @Override
        public String name() {
            return "virtio-rng";
        }

        @Override
        public Device create(MachineSpec spec, DmaRange ram, MachineHost host, InterruptLine line) {
            return new VirtioBlkModel().create(spec, ram, host, line);
        }
    }

    @BeforeEach
    void boot() throws IOException {
        try (InputStream recorded = DeviceAccessTest.class.getResourceAsStream("qemu-accesses.txt")) {
            qemu = new String(recorded.readAllBytes(), StandardCharsets.US_ASCII).lines().filter(line -> !line.startsWith("#"))
                    .map(DeviceAccessTest::access).toList();
        }
        List<DeviceModel> models = List.of(new Uart16550Model(), new VirtioNetModel(), new VirtioBlkModel(), new NoEntropy());
        new LinuxGuest(ObservedInstructionSet.with(here::add), models, LinuxImages.linux(), LinuxGuest.NETWORK)
                .runUntilPrinted(LinuxGuest.LISTENING);
    }

    private static Access access(String line) {
        String[] words = line.split(" ");
        return new Access(words[0].equals("write"), Integer.parseUnsignedInt(words[1], 16), Integer.parseUnsignedInt(words[2], 16),
                Integer.parseInt(words[3]));
    }

    /** Those before the first read of the register given, and selected. */
    private static List<Access> before(int register, List<Access> accesses, Predicate<Access> selected) {
        return accesses.stream().takeWhile(access -> access.write() || access.address() != register).filter(selected).toList();
    }

    private void assertSame(int register, int leastCount, Predicate<Access> selected) {
        List<Access> expected = before(register, qemu, selected);
        assertThat(expected).hasSizeGreaterThanOrEqualTo(leastCount);
        assertThat(before(register, here, selected)).isEqualTo(expected);
    }

    @Test
    void serialPortIsSetUpAsOnQemu() {
        assertSame(PLIC_CLAIM, 15, access -> access.address() > UART && access.address() < UART + 8
                && access.address() != UART_LINE_STATUS && !(access.address() == UART_INTERRUPT_ENABLE && access.value() == 0));
    }

    @Test
    void interruptControllerIsSetUpAsOnQemu() {
        assertSame(PLIC_CLAIM, 100, access -> access.address() >= PLIC && access.address() < PLIC + 0x600000);
    }

    @Test
    void networkCardIsSetUpAsOnQemu() {
        assertSame(VIRTIO_INTERRUPT_STATUS, 40, access -> switch (access.address() - VIRTIO_NET) {
            case 0x0c, 0x34, 0x38, 0x80, 0x84, 0x90, 0x94, 0xa0, 0xa4 -> false;
            default -> access.address() >= VIRTIO_NET && access.address() < VIRTIO_NET + 0x2000;
        });
    }
}
