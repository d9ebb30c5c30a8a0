package org.vmft.isa.riscv32.internal.board;

/** A virtio-mmio slot without a device: it identifies itself as that. */
final class EmptySlot implements Region {
    static final int BYTES = 0x200;
    private static final int MAGIC_OFFSET = 0x0;
    private static final int MAGIC = 0x74726976;
    private static final int VERSION_OFFSET = 0x4;
    private static final int VERSION = 2;

    @Override
    public boolean takes(int bytes) {
        return true;
    }

    @Override
    public int load(int offset, int bytes, long step) {
        return switch (offset) {
            case MAGIC_OFFSET -> MAGIC;
            case VERSION_OFFSET -> VERSION;
            default -> 0;
        };
    }

    @Override
    public void store(int offset, int bytes, int value, long step) {
        // There is nothing to write to.
    }
}
