package org.vmft.api.machine;

/**
 * What a guest sees of its configuration; equal on both sides of a pair and part of the saved state.
 *
 * @param ramBytes size of guest RAM in bytes, a positive multiple of {@link GuestMemory#PAGE_BYTES}
 * @param macAddress hardware address of the NIC, six bytes in the low 48 bits, first byte on the wire highest
 * @param bootArguments text for the guest's boot, empty for none
 * @param diskBytes size of its disk in bytes, a multiple of {@link DiskRequest#SECTOR_BYTES}; 0 for none
 */
public record MachineSpec(int ramBytes, long macAddress, String bootArguments, long diskBytes) {
    public MachineSpec {
        if (ramBytes <= 0 || ramBytes % GuestMemory.PAGE_BYTES != 0) {
            throw new IllegalArgumentException("ramBytes: expected a positive multiple of "
                    + GuestMemory.PAGE_BYTES + ", actual " + ramBytes);
        }
        if (macAddress >>> 48 != 0 || (macAddress >>> 40 & 1) != 0) {
            throw new IllegalArgumentException("macAddress: expected 48 bits of a unicast address, actual 0x"
                    + Long.toHexString(macAddress));
        }
        if (diskBytes < 0 || diskBytes % DiskRequest.SECTOR_BYTES != 0) {
            throw new IllegalArgumentException("diskBytes: expected a multiple of " + DiskRequest.SECTOR_BYTES
                    + " or 0, actual " + diskBytes);
        }
    }

    /** A machine without a disk. */
    public MachineSpec(int ramBytes, long macAddress, String bootArguments) {
        this(ramBytes, macAddress, bootArguments, 0);
    }

    /**
     * The size of guest RAM as people write it: bytes, or a number with K, M or G.
     *
     * @throws IllegalArgumentException with one line that names the text
     */
    public static int parseRam(String text) {
        if (!text.matches("(?i)[0-9]{1,10}[KMG]?")) {
            throw new IllegalArgumentException("expected bytes, or a number with K, M or G, actual \"" + text + "\"");
        }
        int shift = switch (Character.toUpperCase(text.charAt(text.length() - 1))) {
            case 'K' -> 10;
            case 'M' -> 20;
            case 'G' -> 30;
            default -> 0;
        };
        long bytes = Long.parseLong(shift == 0 ? text : text.substring(0, text.length() - 1)) << shift;
        if (bytes <= 0 || bytes > Integer.MAX_VALUE || bytes % GuestMemory.PAGE_BYTES != 0) {
            throw new IllegalArgumentException("expected a positive multiple of " + GuestMemory.PAGE_BYTES
                    + " bytes, less than 2G, actual \"" + text + "\"");
        }
        return (int) bytes;
    }

    /** The same with a disk of this size. */
    public MachineSpec withDisk(long bytes) {
        return new MachineSpec(ramBytes, macAddress, bootArguments, bytes);
    }
}
