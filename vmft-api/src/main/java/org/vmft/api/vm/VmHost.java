package org.vmft.api.vm;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;
import org.vmft.api.log.Flush;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Output;

/** What a virtual machine needs of its surroundings. Called on its thread, inside {@link VirtualMachine#turn}. */
@ConsumerType
public interface VmHost {
    /** Recording: entries up to the present step, called between steps. Must take them; never blocks. */
    void flush(Flush flush);

    /**
     * An output was produced. {@code index} is dense from 1 within an incarnation; {@code position} is that of its mark
     * in the log. Called inside a step; never blocks. While recording, the flush with the mark follows at the end of
     * the quantum; while replaying, the mark has been consumed.
     */
    void output(long index, long position, Output output);

    /**
     * Recording: a reason why the machine must stand still (window or held output full), asked between steps. Room for
     * the entries and outputs of one more quantum must remain when it is empty.
     */
    Optional<String> full();

    /**
     * Recording: a request to the disk, to be performed after those made before, and answered by posting its completion.
     * Called inside a step; never blocks. A machine without a disk makes none.
     */
    default void disk(DiskRequest request) {
        throw new IllegalStateException("disk: expected a machine without one, actual " + request);
    }

    /** Recording: random bytes of the host. */
    byte[] entropy(int length);
}
