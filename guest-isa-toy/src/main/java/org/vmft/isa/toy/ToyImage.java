package org.vmft.isa.toy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;

/**
 * A program and where it goes. In a file: the header of six 32-bit words magic, version, load address, entry, length,
 * CRC32C of everything else, then the content; little-endian.
 */
public record ToyImage(String name, int loadAddress, int entry, byte[] content) {
    static final int HEADER_BYTES = 24;
    private static final int MAGIC = 'V' | 'T' << 8 | 'O' << 16 | 'Y' << 24;
    private static final int VERSION = 1;
    private static final int CRC_AT = 20;

    int end() {
        return loadAddress + content.length;
    }

    public byte[] toFile() {
        ByteBuffer file = ByteBuffer.allocate(HEADER_BYTES + content.length).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(MAGIC).putInt(VERSION).putInt(loadAddress).putInt(entry).putInt(content.length).putInt(0).put(content);
        file.putInt(CRC_AT, crc(file.array()));
        return file.array();
    }

    /** @throws BadImageException when it is no such file, is damaged, or does not fit into RAM */
    public static ToyImage parse(Image image, int ramBytes) throws BadImageException {
        if (!image.parts().isEmpty()) {
            throw refused(image, "part " + image.parts().firstKey() + ": a toy image has no parts");
        }
        byte[] bytes = image.content();
        if (bytes.length < HEADER_BYTES) {
            throw refused(image, "truncated: expected at least " + HEADER_BYTES + " bytes, actual " + bytes.length);
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        int magic = header.getInt();
        int version = header.getInt();
        if (magic != MAGIC) {
            throw refused(image, "not a toy image: it does not begin with \"VTOY\"");
        }
        if (version != VERSION) {
            throw refused(image, "version: expected " + VERSION + ", actual " + Integer.toUnsignedString(version));
        }
        int loadAddress = header.getInt();
        int entry = header.getInt();
        long length = Integer.toUnsignedLong(header.getInt());
        if (length != bytes.length - HEADER_BYTES) {
            throw refused(image, (length > bytes.length - HEADER_BYTES ? "truncated" : "followed by other data")
                    + ": expected " + length + " bytes after the header, actual " + (bytes.length - HEADER_BYTES));
        }
        int stored = header.getInt();
        int actual = crc(bytes);
        if (stored != actual) {
            throw refused(image, "checksum: expected " + hex(stored) + ", actual " + hex(actual));
        }
        long end = Integer.toUnsignedLong(loadAddress) + length;
        if (end > ramBytes) {
            throw refused(image, "ends at " + hex(end) + ", beyond RAM of " + hex(ramBytes) + " bytes");
        }
        if ((entry & 3) != 0 || Integer.compareUnsigned(entry, loadAddress) < 0 || Integer.toUnsignedLong(entry) >= end) {
            throw refused(image, "entry " + hex(entry) + " is not an instruction of the image");
        }
        return new ToyImage(image.name(), loadAddress, entry, Arrays.copyOfRange(bytes, HEADER_BYTES, bytes.length));
    }

    private static BadImageException refused(Image image, String reason) {
        return new BadImageException(image.name() + ": " + reason);
    }

    private static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }

    private static String hex(int value) {
        return "0x" + Integer.toHexString(value);
    }

    private static int crc(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, CRC_AT);
        crc.update(file, HEADER_BYTES, file.length - HEADER_BYTES);
        return (int) crc.getValue();
    }
}
