package org.vmft.logchannel.internal.commands;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;
import org.vmft.api.command.CommandException;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogFormat;
import org.vmft.api.log.LogReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code log dump}: one line for each entry of a log file. */
@Component(service = org.vmft.api.command.Command.class, scope = ServiceScope.PROTOTYPE, property = "vmft.command=log dump")
@Command(name = "dump", description = "Prints the entries of a log file, one a line: position, step, type, payload.")
public final class LogDump implements org.vmft.api.command.Command {
    private final LogFormat format;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "The log file.")
    private Path file;

    @Option(names = "--json", description = "One JSON object a line, with the payload in full.")
    private boolean json;

    @Option(names = "--from", paramLabel = "POSITION", description = "The first position to print (default: ${DEFAULT-VALUE}).")
    private long from = 1;

    @Option(names = "--count", paramLabel = "N", description = "How many entries to print (default: all).")
    private long count = Long.MAX_VALUE;

    @Activate
    public LogDump(@Reference LogFormat format) {
        this.format = format;
    }

    @Override
    public Integer call() throws CommandException {
        if (from < 1) {
            throw new CommandException("--from: expected at least 1, actual " + from, CommandException.USAGE);
        }
        if (count < 0) {
            throw new CommandException("--count: expected at least 0, actual " + count, CommandException.USAGE);
        }
        PrintWriter out = spec.commandLine().getOut();
        try (LogReader reader = format.open(file)) {
            dump(reader, out);
        } catch (IOException e) {
            throw new CommandException(e.getMessage());
        } finally {
            out.flush();
        }
        return 0;
    }

    private void dump(LogReader reader, PrintWriter out) throws IOException {
        DumpFormat lines = json ? new DumpFormat.Json() : new DumpFormat.Text();
        out.println(lines.header(reader.header(), format.version(), reader.state().length));
        long last = 0;
        long left = count;
        for (Optional<Flush> next = reader.next(); next.isPresent(); next = reader.next()) {
            Flush flush = next.get();
            for (int i = 0; i < flush.entries().size() && left > 0; i++) {
                long position = flush.firstPosition() + i;
                if (position >= from) {
                    out.println(lines.entry(position, flush.entries().get(i)));
                    left--;
                }
            }
            if (left == 0 || out.checkError()) {
                return;
            }
            last = flush.lastPosition();
        }
        out.println(lines.end(last, reader.complete()));
    }
}
