package org.vmft.api.log;

import java.io.Closeable;
import java.io.IOException;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;

/** Reads one log file from its beginning. Not thread-safe. */
@ProviderType
public interface LogReader extends Closeable {
    LogHeader header();

    /** The saved state the log begins with. */
    byte[] state();

    /**
     * The next flush; empty at the end.
     *
     * @throws CorruptLogException for damage, naming the last good position. A file without its end mark, as a killed
     *     writer leaves it, ends at its last whole flush and {@link #complete()} is false.
     */
    Optional<Flush> next() throws IOException;

    /** Whether the end mark was seen; defined after the last flush. */
    boolean complete();
}
