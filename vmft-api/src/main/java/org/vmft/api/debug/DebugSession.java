package org.vmft.api.debug;

import org.osgi.annotation.versioning.ProviderType;

/** A machine that is offered to debuggers. */
@ProviderType
public interface DebugSession extends AutoCloseable {
    /** What the caller does next. */
    enum Next {
        /** Run the machine for a turn. */
        RUN,
        /** Ask again; waiting, bounded, was done. */
        STAND_STILL,
        /** The debugger has ended the guest. */
        KILLED
    }

    /** Port listened on. */
    int port();

    /** Serves the debugger; called between two turns, on the virtual machine's thread. */
    Next turn();

    /** Tells the debugger that the guest has ended. */
    void ended(int exitCode);

    /** Any thread; a call of {@link #turn} that waits for the debugger returns. */
    @Override
    void close();
}
