package org.vmft.api.log;

import java.io.IOException;
import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/** Log files: a saved state and the flushes that follow it. Provided as an OSGi service. */
@ProviderType
public interface LogFormat {
    /** Version of the entry encoding, the same on the wire and in files. */
    int version();

    /**
     * Creates a log file; nothing is left behind when it fails.
     *
     * @throws IOException when the file exists or cannot be written
     */
    LogWriter create(Path file, LogHeader header, byte[] state) throws IOException;

    /**
     * Opens a log file and verifies its header and state.
     *
     * @throws CorruptLogException when it is not a log of this version, or damaged
     */
    LogReader open(Path file) throws IOException;
}
