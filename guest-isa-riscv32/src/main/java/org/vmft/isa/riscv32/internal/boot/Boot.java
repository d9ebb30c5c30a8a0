package org.vmft.isa.riscv32.internal.boot;

import java.util.Optional;
import java.util.OptionalInt;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.GuestMemory;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;

/** Places a guest in memory: the program where it wants to be, the device tree and the RAM disk at the end of RAM. */
public final class Boot {
    private static final int TREE_ALIGNMENT = 8;
    private static final int RAM_DISK_ALIGNMENT = GuestMemory.PAGE_BYTES;

    /** What the hart begins with. */
    public record Start(int entry, int deviceTree, OptionalInt tohost) {}

    private final GuestMemory memory;
    private final RamRange ram;
    private final String isa;
    private final int misalignedMask;

    /**
     * @param ramBase address of the first byte of memory
     * @param isa the hart's extensions, for the device tree
     * @param misalignedMask bits of an instruction's address that must be zero
     */
    public Boot(GuestMemory memory, int ramBase, String isa, int misalignedMask) {
        this.memory = memory;
        this.isa = isa;
        this.misalignedMask = misalignedMask;
        ram = new RamRange(Integer.toUnsignedLong(ramBase), memory.size());
    }

    public Start load(Image image, MachineSpec spec) throws BadImageException {
        for (String part : image.parts().keySet()) {
            if (!part.equals(Image.INITRD)) {
                throw Program.refused(image, "part " + part + " is unknown; only " + Image.INITRD + " is");
            }
        }
        Program program = ElfFile.recognises(image)
                ? ElfFile.parse(image, ram, misalignedMask) : FlatImage.parse(image, ram);
        byte[] disk = image.parts().getOrDefault(Image.INITRD, new byte[0]);
        // The blob's length does not depend on the addresses in it.
        int treeBytes = tree(spec, disk, ram.base()).length;
        long treeAt = ram.end() - treeBytes & -TREE_ALIGNMENT;
        long diskAt = disk.length == 0 ? treeAt : treeAt - disk.length & -RAM_DISK_ALIGNMENT;
        if (diskAt < program.end()) {
            throw Program.refused(image, "device tree of " + treeBytes + " bytes and " + Image.INITRD + " of " + disk.length
                    + " bytes do not fit into " + ram + " above the program, which ends at " + Program.hex(program.end()));
        }
        for (Program.Segment segment : program.segments()) {
            write(segment.address(), image.content(), segment.from(), segment.length());
        }
        write(diskAt, disk, 0, disk.length);
        write(treeAt, tree(spec, disk, diskAt), 0, treeBytes);
        return new Start(program.entry(), (int) treeAt, program.tohost());
    }

    private byte[] tree(MachineSpec spec, byte[] disk, long diskAt) {
        Optional<DeviceTree.RamDisk> ramDisk = disk.length == 0 ? Optional.empty()
                : Optional.of(new DeviceTree.RamDisk((int) diskAt, (int) diskAt + disk.length));
        return DeviceTree.blob(isa, ram, spec.bootArguments(), ramDisk);
    }

    private void write(long address, byte[] bytes, int from, int length) {
        memory.write((int) (Integer.toUnsignedLong((int) address) - ram.base()), bytes, from, length);
    }
}
