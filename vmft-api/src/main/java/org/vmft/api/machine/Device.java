package org.vmft.api.machine;

import org.osgi.annotation.versioning.ConsumerType;
import org.vmft.api.log.LogEntry;

/**
 * A device model with its saved, versioned state. Deterministic like a {@link Machine}; work per access is bounded.
 * DMA happens inside {@link #store} or {@link #deliver} only, through {@link DmaRange}. Called on the virtual machine's
 * thread only.
 */
@ConsumerType
public interface Device {
    /** Size of the register window in bytes, a multiple of 4. */
    int windowBytes();

    /** Register read of {@code size} 1, 2, 4 or 8 bytes; registers that do not exist read as 0. Never throws. */
    long load(int offset, int size, long step);

    /** Register write; writes to registers that do not exist are ignored. Never throws. */
    void store(int offset, int size, long value, long step);

    /** Whether inputs of this kind are for this device. */
    boolean handles(LogEntry.Input input);

    /**
     * Whether the input could be delivered now. The primary asks before it logs an input and leaves it in the host's
     * queue when not; the backup never asks.
     */
    boolean ready(LogEntry.Input input);

    /** Takes an input at a delivery point, before step {@code step}: bounce buffer to guest memory, interrupt raised. */
    void deliver(LogEntry.Input input, long step);

    /**
     * The machine goes live in the state that was restored or replayed: requests to {@link MachineHost#disk} without a
     * delivered completion are made again, in order.
     */
    default void goLive(long step) {}

    void save(StateSink sink);

    /**
     * Replaces the state by a saved one and sets the interrupt line accordingly.
     *
     * @throws StateException when the state is of a version this model cannot read
     */
    void restore(StateSource source);
}
