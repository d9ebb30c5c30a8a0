package org.vmft.logchannel.internal.commands;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.vmft.api.log.LogEntry;

/** The payload of an entry as names and values: numbers, words, bytes. */
final class EntryFields {
    private static final int SUMMARY_BYTES_MAX = 16;

    private EntryFields() {}

    static Map<String, Object> of(LogEntry entry) {
        Map<String, Object> fields = new LinkedHashMap<>();
        if (entry instanceof LogEntry.ClockAnchor anchor) {
            fields.put("time", Long.toUnsignedString(anchor.time()));
            fields.put("rate", Long.toUnsignedString(anchor.rate()));
        } else if (entry instanceof LogEntry.PacketArrival packet) {
            fields.put("bytes", packet.bytes());
        } else if (entry instanceof LogEntry.ConsoleInput console) {
            fields.put("bytes", console.bytes());
            fields.put("text", printable(console.bytes()));
        } else if (entry instanceof LogEntry.DiskCompletion completion) {
            fields.put("request", completion.request());
            fields.put("status", completion.status().name());
            fields.put("bytes", completion.bytes());
        } else if (entry instanceof LogEntry.Digest digest) {
            fields.put("machine", "%016x".formatted(digest.machine()));
            if (digest.withMemory()) {
                fields.put("memory", "%016x".formatted(digest.memory()));
            }
        } else if (entry instanceof LogEntry.InstructionResult result) {
            fields.put("source", result.source().name());
            fields.put("bytes", result.bytes());
        } else if (entry instanceof LogEntry.OutputMark mark) {
            fields.put("index", mark.index());
            fields.put("length", mark.length());
            fields.put("crc", "%08x".formatted(mark.crc()));
        } else if (entry instanceof LogEntry.InterruptTaken interrupt) {
            fields.put("cause", "0x%x".formatted(interrupt.cause()));
        }
        return fields;
    }

    static String summary(LogEntry entry) {
        StringBuilder line = new StringBuilder();
        of(entry).forEach((name, value) -> line.append(' ').append(name).append('=')
                .append(value instanceof byte[] bytes ? beginning(bytes) : value));
        return line.toString();
    }

    private static String beginning(byte[] bytes) {
        int shown = Math.min(bytes.length, SUMMARY_BYTES_MAX);
        String hex = HexFormat.of().formatHex(bytes, 0, shown);
        return bytes.length + ":" + hex + (shown < bytes.length ? "…" : "");
    }

    private static String printable(byte[] bytes) {
        StringBuilder text = new StringBuilder("\"");
        new String(bytes, StandardCharsets.ISO_8859_1).chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').append((char) c);
            } else if (c >= ' ' && c <= '~') {
                text.append((char) c);
            } else {
                text.append("\\x%02x".formatted(c));
            }
        });
        return text.append('"').toString();
    }
}
