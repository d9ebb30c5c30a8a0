package org.vmft.logchannel.internal.file;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.vmft.api.log.LogFormat;
import org.vmft.api.log.LogHeader;
import org.vmft.api.log.LogReader;
import org.vmft.api.log.LogWriter;
import org.vmft.logchannel.internal.codec.EntryCodec;
import org.vmft.logchannel.internal.codec.Tags;

/** Log files on the host's disk. */
@Component(service = LogFormat.class)
public final class FileLogFormat implements LogFormat {
    private final Disk disk;

    @Activate
    public FileLogFormat() {
        this(new LocalDisk());
    }

    FileLogFormat(Disk disk) {
        this.disk = disk;
    }

    @Override
    public int version() {
        return EntryCodec.FORMAT_VERSION;
    }

    /** The file appears under its name when header and state are on disk, not before. */
    @Override
    public LogWriter create(Path file, LogHeader header, byte[] state) throws IOException {
        byte[] head = FileHeader.encode(header, state);
        Path part = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
        try {
            if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Disk.OpenFile out = disk.create(part);
            try {
                out.write(head);
                out.write(state);
                out.force();
                disk.publish(part, file);
            } catch (IOException e) {
                discard(out, part, e);
                throw e;
            }
            return new LogFileWriter(file, out, Tags.of(head), header.step(), head.length + (long) state.length);
        } catch (IOException e) {
            throw FileFailures.of(file, "not created", e);
        }
    }

    @Override
    public LogReader open(Path file) throws IOException {
        return LogFileReader.open(file);
    }

    private void discard(Disk.OpenFile out, Path part, IOException cause) {
        try (out) {
            disk.delete(part);
        } catch (IOException e) {
            cause.addSuppressed(e);
        }
    }
}
