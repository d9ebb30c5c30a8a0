package org.vmft.vmm.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.OutputFile;

class TraceOutputTest {
    @TempDir
    private Path directory;

    @Test
    void whatIsPrintedIsInTheFile() throws CommandException {
        Path file = directory.resolve("trace");
        try (TraceOutput trace = TraceOutput.toFile(file)) {
            trace.printed().print("0 80000000 nop");
            trace.requireWritten();
            assertThat(file).hasContent("0 80000000 nop");
        }
    }

    @Test
    void lostTraceIsToldWithFileAndReason() {
        OutputStream full = new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        };
        try (TraceOutput trace = new TraceOutput(new OutputFile("--trace-file", Path.of("x")), full)) {
            trace.printed().print("0 80000000 nop");
            assertThatThrownBy(trace::requireWritten).isInstanceOf(CommandException.class)
                    .hasMessage("--trace-file x: cannot be written: No space left on device");
        }
    }
}
