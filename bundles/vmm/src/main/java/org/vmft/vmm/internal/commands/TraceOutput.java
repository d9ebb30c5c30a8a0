package org.vmft.vmm.internal.commands;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Optional;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.OutputFile;

/** Where a trace goes. Steps are printed amidst the machine's execution, where nothing can be thrown: a failure is kept. */
final class TraceOutput implements AutoCloseable {
    private final OutputFile file;
    private final PrintStream printed;
    private Optional<IOException> failure = Optional.empty();

    TraceOutput(OutputFile file, OutputStream to) {
        this.file = file;
        printed = new PrintStream(new BufferedOutputStream(new FilterOutputStream(to) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                try {
                    out.write(bytes, offset, length);
                } catch (IOException e) {
                    failure = failure.or(() -> Optional.of(e));
                    throw e;
                }
            }
        }));
    }

    static TraceOutput toFile(Path path) throws CommandException {
        OutputFile file = new OutputFile("--trace-file", path);
        return new TraceOutput(file, file.open());
    }

    static TraceOutput toStandardError() {
        // Closing the trace must not close standard error.
        return new TraceOutput(new OutputFile("--trace", Path.of("(standard error)")), new FilterOutputStream(
                new FileOutputStream(FileDescriptor.err)) {
            @Override
            public void write(byte[] bytes, int offset, int length) throws IOException {
                out.write(bytes, offset, length);
            }

            @Override
            public void close() throws IOException {
                flush();
            }
        });
    }

    PrintStream printed() {
        return printed;
    }

    /** Fails if anything of the trace is lost. */
    void requireWritten() throws CommandException {
        if (printed.checkError()) {
            throw file.failure(failure.orElseGet(IOException::new));
        }
    }

    @Override
    public void close() {
        printed.close();
    }
}
