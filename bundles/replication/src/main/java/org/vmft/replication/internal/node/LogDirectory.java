package org.vmft.replication.internal.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.command.FileFailure;
import org.vmft.api.log.LogFormat;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogWriter;
import org.vmft.replication.internal.ReplicaPorts;

/** Keeps the log of a replica, and the evidence of a divergence, in files of one folder. */
final class LogDirectory implements ReplicaPorts.Recording {
    private static final String SUFFIX = ".vmftlog";
    private static final Logger LOG = LoggerFactory.getLogger(LogDirectory.class);

    private final LogFormat format;
    private final Optional<Path> folder;
    private final String name;

    /** @param folder empty to keep nothing */
    LogDirectory(LogFormat format, Optional<Path> folder, String name) {
        this.format = format;
        this.folder = folder;
        this.name = name;
    }

    /**
     * Makes the folder, if logs are to be kept; to be called before anything runs that should have one.
     *
     * @throws IOException when no log can be kept there; one line
     */
    static void prepare(Optional<Path> folder) throws IOException {
        if (folder.isEmpty()) {
            return;
        }
        try {
            Files.createDirectories(folder.get());
            // Permissions do not tell everything, as of a file system that takes no files.
            Files.delete(Files.createTempFile(folder.get(), ".", ".tmp"));
        } catch (IOException e) {
            throw new IOException("record: logs cannot be kept in " + folder.get() + ": " + FileFailure.reason(e), e);
        }
    }

    @Override
    public Optional<LogWriter> begin(LogHeader header, byte[] state) {
        if (folder.isEmpty()) {
            return Optional.empty();
        }
        try {
            Files.createDirectories(folder.get());
            return Optional.of(new BackgroundLogWriter(
                    format.create(folder.get().resolve(name + SUFFIX), header, state), name));
        } catch (IOException e) {
            failed(e);
            return Optional.empty();
        }
    }

    @Override
    public void failed(Exception cause) {
        LOG.error("{}: the log is not written any further: {}", name,
                cause instanceof IOException e ? FileFailure.line(e) : cause.getMessage());
    }

    @Override
    public void evidence(String detail, byte[] state) {
        Path file = folder.orElse(Path.of("")).resolve(name + ".diverged");
        try {
            Files.write(file, state);
            Files.writeString(file.resolveSibling(file.getFileName() + ".txt"), detail + System.lineSeparator());
            LOG.error("{}: {}; its state is kept in {}", name, detail, file);
        } catch (IOException e) {
            LOG.error("{}: {}; its state could not be kept: {}", name, detail, FileFailure.line(e));
        }
    }
}
