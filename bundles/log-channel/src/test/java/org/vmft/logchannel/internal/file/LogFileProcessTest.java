package org.vmft.logchannel.internal.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogReader;
import org.vmft.logchannel.Encoded;

/** Logs written by another process, on the real file system. */
@Timeout(120)
class LogFileProcessTest {
    private static final int LIMIT_KILOBYTES = 64;

    @TempDir
    Path folder;

    @Test
    void aKilledWriterLeavesEverythingItAppended() throws Exception {
        Path file = folder.resolve("killed.log");
        Process process = LogWritingProcess.start(file, "");
        long told = 0;
        try (BufferedReader output = process.inputReader()) {
            for (int lines = 0; lines < 200; lines++) {
                told = position(output.readLine(), told);
            }
            process.destroyForcibly();
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(lastPosition(file)).isGreaterThanOrEqualTo(told).isPositive();
    }

    /** A limit on the size of files stops a write half-way, as a full disk does, and needs no privilege. */
    @Test
    void aFileSystemThatTakesNoMoreLeavesTheLastWholeFlush() throws Exception {
        Path file = folder.resolve("full.log");
        Process process = LogWritingProcess.start(file, "ulimit -f " + LIMIT_KILOBYTES + " && ");
        long told = 0;
        String last = "";
        try (BufferedReader output = process.inputReader()) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                told = position(line, told);
                last = line;
            }
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(last).isEqualTo("log file " + file + ": not written: File too large; it ends with position " + told);
        assertThat(lastPosition(file)).isEqualTo(told);
        assertThat(Files.size(file)).isLessThan(LIMIT_KILOBYTES << 10);
    }

    private static long position(String line, long before) {
        assertThat(line).as("a line of the process").isNotNull();
        return line.matches("\\d+") ? Long.parseLong(line) : before;
    }

    /** Reads the log, which must be what the process appends, without an end mark. */
    private static long lastPosition(Path file) throws IOException {
        LogWritingProcess.Flushes expected = new LogWritingProcess.Flushes();
        long last = 0;
        try (LogReader reader = new FileLogFormat().open(file)) {
            for (Optional<Flush> next = reader.next(); next.isPresent(); next = reader.next()) {
                assertThat(Encoded.of(new ChannelMessage.Entries(next.get())))
                        .isEqualTo(Encoded.of(new ChannelMessage.Entries(expected.next())));
                last = next.get().lastPosition();
            }
            assertThat(reader.complete()).isFalse();
        }
        return last;
    }
}
