package org.vmft.api.debug;

import java.io.IOException;
import org.osgi.annotation.versioning.ConsumerType;

/** Offers machines to debuggers, provided as an OSGi service. Thread-safe. */
@ConsumerType
public interface Debugger {
    /**
     * Listens on this port of the loopback interface, 0 for any, for one debugger at a time. The machine stands still
     * until the first has come and lets it run.
     *
     * @param wake called by another thread when {@link DebugSession#turn} has something to do; it must not block
     */
    DebugSession listen(int port, Debuggable machine, Runnable wake) throws IOException;
}
