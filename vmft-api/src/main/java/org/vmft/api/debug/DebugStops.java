package org.vmft.api.debug;

import org.osgi.annotation.versioning.ConsumerType;

/** Says where a machine stops; {@code run} then returns DEVICE_STOP. Called on the virtual machine's thread. */
@ConsumerType
public interface DebugStops {
    /** Whether to stop before this step. Asked again when the machine is run on from there. */
    boolean stopBefore(long step, long programCounter);

    /**
     * Whether to stop behind a step that accessed data; one instruction may load and store.
     *
     * @param address guest address of the first of {@code bytes} bytes
     */
    boolean stopBehindAccess(long address, int bytes, boolean loads, boolean stores);
}
