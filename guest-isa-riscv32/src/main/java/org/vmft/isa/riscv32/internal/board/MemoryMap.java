package org.vmft.isa.riscv32.internal.board;

/** Where the parts of the board are, and which inputs of the PLIC they drive. */
public final class MemoryMap {
    public static final int FINISHER_BASE = 0x00100000;
    public static final int FINISHER_BYTES = Finisher.BYTES;
    public static final int CLINT_BASE = 0x02000000;
    public static final int CLINT_BYTES = 0x10000;
    public static final int PLIC_BASE = 0x0c000000;
    public static final int PLIC_BYTES = 0x600000;
    public static final int PLIC_SOURCES = Plic.SOURCES - 1;
    public static final int UART_BASE = 0x10000000;
    public static final int UART_BYTES = 0x100;
    public static final int UART_SOURCE = 10;
    public static final int UART_CLOCK_HERTZ = 3_686_400;
    public static final int VIRTIO_SLOTS = 8;
    public static final int VIRTIO_BYTES = 0x1000;

    private static final int VIRTIO_BASE = 0x10001000;
    private static final int FIRST_VIRTIO_SOURCE = 1;

    private MemoryMap() {}

    public static int virtioBase(int slot) {
        return VIRTIO_BASE + slot * VIRTIO_BYTES;
    }

    public static int virtioSource(int slot) {
        return FIRST_VIRTIO_SOURCE + slot;
    }
}
