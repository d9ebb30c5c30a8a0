package org.vmft.api.log;

import java.io.Closeable;
import java.io.IOException;
import org.osgi.annotation.versioning.ProviderType;

/** Appends to one log file; entries are numbered from 1 by the writer. Not thread-safe. */
@ProviderType
public interface LogWriter extends Closeable {
    /**
     * Appends the entries of a flush whole and hands them to the operating system.
     *
     * @throws IOException when it could not (disk full, say); the file then ends with the last whole flush
     */
    void append(Flush flush) throws IOException;

    /** Marks the log as complete and forces it to disk. */
    @Override
    void close() throws IOException;
}
