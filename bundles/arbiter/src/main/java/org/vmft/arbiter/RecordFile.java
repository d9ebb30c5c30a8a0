package org.vmft.arbiter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.arbiter.ArbiterJson.FormatException;

/**
 * The content of a file that holds one version of a record.
 *
 * @param version dense from 1
 * @param nonce no two files ever written are equal
 */
record RecordFile(ArbiterRecord record, long version, UUID nonce) {
    /** Three times what the longest name takes. */
    static final int BYTES_MAX = 1024;

    byte[] encode() {
        ObjectNode node = unchecked();
        return (ArbiterJson.line(node.put("crc32c", check(node))) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    static RecordFile decode(byte[] bytes) throws FormatException {
        if (bytes.length > BYTES_MAX) {
            throw new FormatException("longer than " + BYTES_MAX + " bytes");
        }
        JsonNode node = ArbiterJson.parse(new String(bytes, StandardCharsets.UTF_8));
        UUID nonce;
        try {
            nonce = UUID.fromString(ArbiterJson.text(node, "nonce"));
        } catch (IllegalArgumentException e) {
            throw new FormatException("nonce: " + e.getMessage());
        }
        RecordFile file = new RecordFile(ArbiterJson.record(ArbiterJson.field(node, "record")),
                ArbiterJson.number(node, "version"), nonce);
        String expected = check(file.unchecked());
        String actual = ArbiterJson.text(node, "crc32c");
        if (!actual.equals(expected)) {
            throw new FormatException("crc32c: expected " + expected + ", actual " + actual);
        }
        return file;
    }

    private ObjectNode unchecked() {
        ObjectNode node = ArbiterJson.object();
        node.set("record", ArbiterJson.of(record));
        return node.put("version", version).put("nonce", nonce.toString());
    }

    private static String check(ObjectNode node) {
        CRC32C crc = new CRC32C();
        crc.update(ArbiterJson.line(node).getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }
}
