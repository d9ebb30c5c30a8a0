package org.vmft.logchannel.internal.file;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/** A disk in memory that has room for so many bytes, and does what a full disk does: writes a part and fails. */
final class FullDisk implements Disk {
    final Map<String, ByteArrayOutputStream> files = new TreeMap<>();
    private int room;
    boolean truncateFails;

    FullDisk(int room) {
        this.room = room;
    }

    @Override
    public OpenFile create(Path file) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        files.put(file.toString(), content);
        return new MemoryFile(content);
    }

    @Override
    public void publish(Path part, Path file) throws IOException {
        if (files.containsKey(file.toString())) {
            throw new FileAlreadyExistsException(file.toString());
        }
        files.put(file.toString(), files.remove(part.toString()));
    }

    @Override
    public void delete(Path file) {
        files.remove(file.toString());
    }

    void room(int more) {
        room += more;
    }

    private final class MemoryFile implements OpenFile {
        private final ByteArrayOutputStream content;

        MemoryFile(ByteArrayOutputStream content) {
            this.content = content;
        }

        @Override
        public void write(byte[] bytes) throws IOException {
            int taken = Math.min(bytes.length, room);
            room -= taken;
            content.write(bytes, 0, taken);
            if (taken < bytes.length) {
                throw new IOException("No space left on device");
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            if (truncateFails) {
                throw new IOException("Input/output error");
            }
            byte[] kept = Arrays.copyOf(content.toByteArray(), (int) length);
            room += content.size() - kept.length;
            content.reset();
            content.writeBytes(kept);
        }

        @Override
        public void force() {}

        @Override
        public void close() {}
    }
}
