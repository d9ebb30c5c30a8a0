package org.vmft.logchannel.internal.file;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.logchannel.RandomMessages;

/** Appends flushes of a seed until it is killed or the file system refuses; prints each last position, then the failure. */
final class LogWritingProcess {
    static final LogHeader HEADER = new LogHeader("demo", 1, 1, "toy", 0, 0);
    static final long SEED = 20_100_719;

    private LogWritingProcess() {}

    public static void main(String[] args) throws IOException {
        Flushes flushes = new Flushes();
        try (LogWriter writer = new FileLogFormat().create(Path.of(args[0]), HEADER, new byte[1000])) {
            while (true) {
                Flush flush = flushes.next();
                writer.append(flush);
                System.out.println(flush.lastPosition());
            }
        } catch (IOException e) {
            System.out.println(e.getMessage());
        }
    }

    static Process start(Path file, String before) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = new ArrayList<>(List.of("bash", "-c", before + "exec \"$@\"", "bash", java, "-XX:-UsePerfData",
                "-cp", System.getProperty("java.class.path"), LogWritingProcess.class.getName(), file.toString()));
        return new ProcessBuilder(command).redirectErrorStream(true).start();
    }

    /** What every such process appends. */
    static final class Flushes {
        private final RandomMessages messages = new RandomMessages("flushes", SEED);
        private long position = 1;
        private long step;

        Flush next() {
            Flush flush = messages.flush(position, step);
            position = flush.lastPosition() + 1;
            step = flush.progress();
            return flush;
        }
    }
}
