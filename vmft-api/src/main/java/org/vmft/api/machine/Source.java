package org.vmft.api.machine;

/** Where a non-deterministic result comes from. The ordinal order is part of the log format. */
public enum Source {
    /** Random bytes of the host. */
    ENTROPY
}
