package org.vmft.isa.riscv32.internal.boot;

import static org.vmft.isa.riscv32.internal.board.MemoryMap.CLINT_BASE;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.CLINT_BYTES;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.FINISHER_BASE;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.FINISHER_BYTES;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.PLIC_BASE;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.PLIC_BYTES;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.PLIC_SOURCES;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.UART_BASE;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.UART_BYTES;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.UART_CLOCK_HERTZ;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.UART_SOURCE;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.VIRTIO_BYTES;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.VIRTIO_SLOTS;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.virtioBase;
import static org.vmft.isa.riscv32.internal.board.MemoryMap.virtioSource;

import java.util.Optional;
import org.vmft.isa.riscv32.internal.hart.Cause;

/** Describes the board to the guest. */
final class DeviceTree {
    private static final int TICKS_PER_SECOND = 10_000_000;
    private static final int HART_INTERRUPTS = 1;
    private static final int PLIC = 2;
    private static final int FINISHER = 3;
    private static final int POWER_OFF = 0x5555;
    private static final int RESET = 0x7777;

    /** An initial RAM disk's addresses. */
    record RamDisk(int start, int end) {}

    private final FdtWriter fdt = new FdtWriter();

    private DeviceTree() {}

    /** @param isa the hart's extensions, such as {@code rv32imac_zicsr} */
    static byte[] blob(String isa, RamRange ram, String bootArguments, Optional<RamDisk> ramDisk) {
        DeviceTree tree = new DeviceTree();
        tree.fdt.begin("").cells("#address-cells", 2).cells("#size-cells", 2)
                .text("compatible", "riscv-virtio").text("model", "vmft,virt");
        tree.chosen(bootArguments, ramDisk);
        tree.memory(ram);
        tree.hart(isa);
        tree.board();
        tree.syscon("poweroff", POWER_OFF);
        tree.syscon("reboot", RESET);
        return tree.fdt.end().toBlob();
    }

    private void chosen(String bootArguments, Optional<RamDisk> ramDisk) {
        fdt.begin("chosen").text("stdout-path", "/soc/" + node("serial", UART_BASE));
        if (!bootArguments.isEmpty()) {
            fdt.text("bootargs", bootArguments);
        }
        ramDisk.ifPresent(disk ->
                fdt.cells("linux,initrd-start", disk.start).cells("linux,initrd-end", disk.end));
        fdt.end();
    }

    private void memory(RamRange ram) {
        fdt.begin(node("memory", (int) ram.base())).text("device_type", "memory")
                .cells("reg", 0, (int) ram.base(), 0, (int) ram.bytes()).end();
    }

    private void hart(String isa) {
        fdt.begin("cpus").cells("#address-cells", 1).cells("#size-cells", 0)
                .cells("timebase-frequency", TICKS_PER_SECOND);
        fdt.begin("cpu@0").text("device_type", "cpu").cells("reg", 0).text("status", "okay").text("compatible", "riscv")
                .text("riscv,isa", isa).text("mmu-type", "riscv,none");
        fdt.begin("interrupt-controller").cells("#interrupt-cells", 1).cells("interrupt-controller")
                .text("compatible", "riscv,cpu-intc").cells("phandle", HART_INTERRUPTS).end();
        fdt.end().end();
    }

    private void board() {
        fdt.begin("soc").cells("#address-cells", 2).cells("#size-cells", 2).text("compatible", "simple-bus")
                .cells("ranges");
        fdt.begin(node("clint", CLINT_BASE)).text("compatible", "sifive,clint0", "riscv,clint0")
                .cells("reg", 0, CLINT_BASE, 0, CLINT_BYTES)
                .cells("interrupts-extended", HART_INTERRUPTS, Cause.MACHINE_SOFTWARE, HART_INTERRUPTS,
                        Cause.MACHINE_TIMER).end();
        fdt.begin(node("plic", PLIC_BASE)).text("compatible", "sifive,plic-1.0.0", "riscv,plic0")
                .cells("reg", 0, PLIC_BASE, 0, PLIC_BYTES).cells("#address-cells", 0).cells("#interrupt-cells", 1)
                .cells("interrupt-controller").cells("riscv,ndev", PLIC_SOURCES)
                .cells("interrupts-extended", HART_INTERRUPTS, Cause.MACHINE_EXTERNAL).cells("phandle", PLIC).end();
        fdt.begin(node("serial", UART_BASE)).text("compatible", "ns16550a").cells("reg", 0, UART_BASE, 0, UART_BYTES)
                .cells("clock-frequency", UART_CLOCK_HERTZ);
        interrupt(UART_SOURCE);
        fdt.end();
        fdt.begin(node("test", FINISHER_BASE)).text("compatible", "sifive,test1", "sifive,test0", "syscon")
                .cells("reg", 0, FINISHER_BASE, 0, FINISHER_BYTES).cells("phandle", FINISHER).end();
        for (int slot = 0; slot < VIRTIO_SLOTS; slot++) {
            fdt.begin(node("virtio_mmio", virtioBase(slot))).text("compatible", "virtio,mmio")
                    .cells("reg", 0, virtioBase(slot), 0, VIRTIO_BYTES);
            interrupt(virtioSource(slot));
            fdt.end();
        }
        fdt.end();
    }

    private void interrupt(int source) {
        fdt.cells("interrupts", source).cells("interrupt-parent", PLIC);
    }

    private void syscon(String name, int value) {
        fdt.begin(name).text("compatible", "syscon-" + name).cells("regmap", FINISHER).cells("offset", 0)
                .cells("value", value).end();
    }

    private static String node(String name, int address) {
        return name + "@" + Integer.toHexString(address);
    }
}
