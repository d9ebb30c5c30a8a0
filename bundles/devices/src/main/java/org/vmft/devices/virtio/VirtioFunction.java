package org.vmft.devices.virtio;

import java.util.List;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/** What one kind of virtio device does; everything that all kinds have in common is the transport's. */
interface VirtioFunction {
    /**
     * What tells one kind from another.
     *
     * @param name of its section in a saved state
     * @param deviceId VIRTIO 1.2, section 5
     * @param features bits that it offers besides VIRTIO_F_VERSION_1
     * @param queueSizesMax for each of its queues the largest size, a power of two
     */
    record Kind(String name, int deviceId, long features, List<Integer> queueSizesMax) {}

    Kind kind();

    /** Its configuration space, which never changes. */
    byte[] configuration();

    /** The live driver has made buffers available in this queue. */
    void notified(int queue, DriverSide driver, long step) throws BrokenQueueException;

    boolean handles(LogEntry.Input input);

    boolean ready(LogEntry.Input input, DriverSide driver) throws BrokenQueueException;

    void deliver(LogEntry.Input input, DriverSide driver, long step) throws BrokenQueueException;

    /** The driver has taken back its queues: buffers that this device holds are no longer its. */
    default void queuesTaken() {}

    /** Makes requests to the host again whose outcome was not delivered. */
    default void goLive(long step) {}

    void save(StateSink sink);

    void restore(StateSource source);
}
