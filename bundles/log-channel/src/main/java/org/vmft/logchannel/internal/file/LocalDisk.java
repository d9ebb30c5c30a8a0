package org.vmft.logchannel.internal.file;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The host's file system. Without channels: an interrupt of the writing thread must not close a log. */
final class LocalDisk implements Disk {
    /** The platform copies what it is given in one call. */
    private static final int PIECE_BYTES = 1 << 20;

    @Override
    public OpenFile create(Path file) throws IOException {
        Files.createFile(file);
        try {
            return new LocalFile(new RandomAccessFile(file.toFile(), "rw"));
        } catch (IOException e) {
            delete(file);
            throw e;
        }
    }

    @Override
    public void publish(Path part, Path file) throws IOException {
        try {
            Files.createLink(file, part);
        } catch (FileAlreadyExistsException e) {
            throw e;
        } catch (FileSystemException | UnsupportedOperationException e) {
            // A file system without links.
            Files.move(part, file);
            return;
        }
        Files.delete(part);
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    private record LocalFile(RandomAccessFile file) implements OpenFile {
        @Override
        public void write(byte[] bytes) throws IOException {
            for (int at = 0; at < bytes.length; at += PIECE_BYTES) {
                file.write(bytes, at, Math.min(PIECE_BYTES, bytes.length - at));
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            file.setLength(length);
            file.seek(length);
        }

        @Override
        public void force() throws IOException {
            file.getFD().sync();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
