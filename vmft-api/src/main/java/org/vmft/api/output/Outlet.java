package org.vmft.api.output;

import org.osgi.annotation.versioning.ConsumerType;
import org.vmft.api.machine.Output;

/** Where released outputs leave. Called by the gate under its monitor, one output at a time, in order of index. */
@ConsumerType
@FunctionalInterface
public interface Outlet {
    /** Writes the output, or drops it as a network may. Must not block for long, and must not call the gate. */
    void release(long index, Output output);
}
