package org.vmft.arbiter;

import java.io.IOException;
import java.util.Optional;
import org.vmft.api.arbiter.ArbiterRecord;

/** Where the records are kept. */
public interface RecordStore {
    /** What it returns is durable. */
    Optional<ArbiterRecord> read(String vm) throws IOException;

    /**
     * Replaces {@code before} by {@code after}, atomically; durable before it returns.
     *
     * @param before what {@link #read} returned
     * @return false when the record is another one by now; nothing was replaced
     */
    boolean replace(Optional<ArbiterRecord> before, ArbiterRecord after) throws IOException;
}
