package org.vmft.simulation.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.vmft.simulation.world.Trace;

/** Writes a history for people: a line an event, and a page with the nodes side by side. */
final class TracePages {
    private TracePages() {}

    static void write(long seed, Trace trace, Optional<String> violation, Path file) throws IOException {
        Files.write(file, text(trace, violation));
        Files.writeString(Path.of(file + ".html"), html(seed, trace, violation));
    }

    private static List<String> text(Trace trace, Optional<String> violation) {
        List<String> lines = new ArrayList<>();
        int width = trace.lines().stream().mapToInt(line -> line.who().length()).max().orElse(0);
        for (Trace.Line line : trace.lines()) {
            lines.add(("%12.6f ms  %-" + Math.max(1, width) + "s %-10s %3s %8s %9s  %s").formatted(line.at() / 1e6, line.who(),
                    line.role(), line.generation() == 0 ? "" : "g" + line.generation(),
                    line.position() < 0 ? "" : line.position(), line.step() < 0 ? "" : line.step(), line.what()));
        }
        violation.ifPresent(message -> lines.add("VIOLATION " + message));
        return lines;
    }

    private static String html(long seed, Trace trace, Optional<String> violation) {
        Set<String> columns = new LinkedHashSet<>();
        trace.lines().forEach(line -> columns.add(line.who()));
        StringBuilder page = new StringBuilder("<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>History "
                + seed + "</title><style>body{font:13px sans-serif}table{border-collapse:collapse}"
                + "td,th{border:1px solid #ccc;padding:2px 6px;vertical-align:top}th{position:sticky;top:0;background:#eee}"
                + "td:first-child{text-align:right;white-space:nowrap;color:#666}"
                + ".violation{background:#fcc;font-weight:bold}.fault{background:#fec}.role{background:#def}</style>");
        page.append("<h1>History of seed ").append(seed).append("</h1>");
        violation.ifPresent(message -> page.append("<p class=\"violation\">").append(escape(message)).append("</p>"));
        page.append("<table><tr><th>ms");
        columns.forEach(column -> page.append("<th>").append(escape(column)));
        for (Trace.Line line : trace.lines()) {
            String kind = line.who().equals("fault") ? "fault" : line.what().startsWith("role ") ? "role" : "";
            page.append("\n<tr><td>").append("%.3f".formatted(line.at() / 1e6));
            for (String column : columns) {
                page.append(kind.isEmpty() ? "<td>" : "<td class=\"" + kind + "\">");
                if (column.equals(line.who())) {
                    page.append(escape(line.what()));
                }
            }
        }
        return page.append("\n</table></html>\n").toString();
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
