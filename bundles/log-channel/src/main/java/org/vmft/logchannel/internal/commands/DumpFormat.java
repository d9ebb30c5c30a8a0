package org.vmft.logchannel.internal.commands;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HexFormat;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.TimedEntry;

/** How the parts of a log become lines. */
interface DumpFormat {
    String header(LogHeader header, int version, int stateBytes);

    String entry(long position, TimedEntry entry);

    String end(long position, boolean complete);

    /** For people. */
    final class Text implements DumpFormat {
        @Override
        public String header(LogHeader header, int version, int stateBytes) {
            return "log of %s: format %d, incarnation %d, generation %d, isa %s, state of %d bytes at step %d, output index %d"
                    .formatted(header.vm(), version, header.incarnation(), header.generation(), header.isa(), stateBytes,
                            header.step(), header.outputIndex());
        }

        @Override
        public String entry(long position, TimedEntry entry) {
            return "%8d %14d %s%s".formatted(position, entry.step(), entry.entry().getClass().getSimpleName(),
                    EntryFields.summary(entry.entry()));
        }

        @Override
        public String end(long position, boolean complete) {
            return complete ? "end of log at position " + position
                    : "log ends at position " + position + " without an end mark: its writer was stopped";
        }
    }

    /** One JSON object a line. */
    final class Json implements DumpFormat {
        private final ObjectMapper json = new ObjectMapper();

        @Override
        public String header(LogHeader header, int version, int stateBytes) {
            ObjectNode line = json.createObjectNode();
            line.put("vm", header.vm()).put("format", version).put("incarnation", header.incarnation())
                    .put("generation", header.generation()).put("isa", header.isa()).put("stateBytes", stateBytes)
                    .put("step", header.step()).put("outputIndex", header.outputIndex());
            return json.createObjectNode().set("header", line).toString();
        }

        @Override
        public String entry(long position, TimedEntry entry) {
            ObjectNode line = json.createObjectNode();
            line.put("position", position).put("step", entry.step()).put("type", entry.entry().getClass().getSimpleName());
            EntryFields.of(entry.entry()).forEach((name, value) -> {
                if (value instanceof byte[] bytes) {
                    line.put(name, HexFormat.of().formatHex(bytes));
                } else if (value instanceof Number number) {
                    line.put(name, number.longValue());
                } else {
                    line.put(name, value.toString());
                }
            });
            return line.toString();
        }

        @Override
        public String end(long position, boolean complete) {
            ObjectNode line = json.createObjectNode();
            line.put("position", position).put("complete", complete);
            return json.createObjectNode().set("end", line).toString();
        }
    }
}
