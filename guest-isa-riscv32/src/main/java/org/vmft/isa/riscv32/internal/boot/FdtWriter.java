package org.vmft.isa.riscv32.internal.boot;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes a flattened device tree (Devicetree Specification 0.4, chapter 5), nodes and properties in order. */
final class FdtWriter {
    private static final int MAGIC = 0xd00dfeed;
    private static final int VERSION = 17;
    private static final int LAST_COMPATIBLE_VERSION = 16;
    private static final int HEADER_BYTES = 40;
    private static final int RESERVATIONS_BYTES = 16;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int END = 9;

    private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
    private final ByteArrayOutputStream strings = new ByteArrayOutputStream();
    private final Map<String, Integer> stringOffsets = new LinkedHashMap<>();

    FdtWriter begin(String node) {
        cell(BEGIN_NODE);
        padded(terminated(node));
        return this;
    }

    FdtWriter end() {
        cell(END_NODE);
        return this;
    }

    /** A property of one or more strings. */
    FdtWriter text(String property, String... values) {
        return bytes(property, terminated(String.join("\0", values)));
    }

    /** A property of 32-bit cells; of none, a property that is only there. */
    FdtWriter cells(String property, int... values) {
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Integer.BYTES);
        for (int value : values) {
            bytes.putInt(value);
        }
        return bytes(property, bytes.array());
    }

    private FdtWriter bytes(String property, byte[] value) {
        cell(PROPERTY);
        cell(value.length);
        cell(nameOffset(property));
        padded(value);
        return this;
    }

    private int nameOffset(String name) {
        return stringOffsets.computeIfAbsent(name, added -> {
            int offset = strings.size();
            strings.writeBytes(terminated(added));
            return offset;
        });
    }

    /** The blob; nothing may be written afterwards. */
    byte[] toBlob() {
        cell(END);
        int structureAt = HEADER_BYTES + RESERVATIONS_BYTES;
        int stringsAt = structureAt + structure.size();
        int total = stringsAt + strings.size();
        ByteBuffer blob = ByteBuffer.allocate(total);
        blob.putInt(MAGIC).putInt(total).putInt(structureAt).putInt(stringsAt).putInt(HEADER_BYTES).putInt(VERSION)
                .putInt(LAST_COMPATIBLE_VERSION).putInt(0).putInt(strings.size()).putInt(structure.size());
        blob.position(structureAt);
        blob.put(structure.toByteArray()).put(strings.toByteArray());
        return blob.array();
    }

    private void cell(int value) {
        structure.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
    }

    private void padded(byte[] value) {
        structure.writeBytes(value);
        structure.writeBytes(new byte[-value.length & Integer.BYTES - 1]);
    }

    private static byte[] terminated(String text) {
        return (text + '\0').getBytes(StandardCharsets.UTF_8);
    }
}
