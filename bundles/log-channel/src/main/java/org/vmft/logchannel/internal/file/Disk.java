package org.vmft.logchannel.internal.file;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** The few operations of a file system that writing a log needs. */
interface Disk {
    /** A new, empty file. */
    OpenFile create(Path file) throws IOException;

    /** Gives a file its name; fails when there is one of that name. */
    void publish(Path part, Path file) throws IOException;

    void delete(Path file) throws IOException;

    /** A file being written. */
    interface OpenFile extends Closeable {
        /** All of the bytes; after a failure any part of them may have been written. */
        void write(byte[] bytes) throws IOException;

        /** Cuts the file; what is written next follows there. */
        void truncate(long length) throws IOException;

        void force() throws IOException;
    }
}
