package org.vmft.simulation.commands;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
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

    private static String html(long seed, Trace trace, Optional<String> violation) throws IOException {
        Set<String> nodes = new LinkedHashSet<>();
        trace.lines().forEach(line -> nodes.add(line.who()));
        StringBuilder page = new StringBuilder(template().replace("{seed}", Long.toString(seed)));
        violation.ifPresent(message -> page.append("<p class=\"violation\">Violated: ").append(escape(message)).append("</p>"));
        page.append("\n<table><thead><tr><th>ms");
        nodes.forEach(node -> page.append("<th>").append(escape(node)));
        page.append("</thead><tbody>");
        Map<String, String> roles = new HashMap<>();
        for (Trace.Line line : trace.lines()) {
            roles.put(line.who(), line.what().startsWith("dies") ? "" : line.role());
            page.append("\n<tr class=").append(line.kind()).append("><td>").append("%.3f".formatted(line.at() / 1e6));
            for (String node : nodes) {
                String role = roles.getOrDefault(node, "");
                page.append(role.isEmpty() ? "<td>" : "<td class=" + role + ">");
                if (node.equals(line.who())) {
                    page.append(cell(line));
                }
            }
        }
        return page.append("\n</tbody></table></html>\n").toString();
    }

    private static String cell(Trace.Line line) {
        String where = line.role().isEmpty() ? "" : "<small>" + line.role() + " g" + line.generation()
                + " position " + line.position() + " step " + line.step() + "</small> ";
        return where + escape(line.what());
    }

    private static String template() throws IOException {
        try (InputStream in = TracePages.class.getResourceAsStream("history.html")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
