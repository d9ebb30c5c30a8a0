package org.vmft.api.debug;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The optional view of a machine for debuggers and traces. What a debugger changes is not in the log: only a machine
 * that nobody replays may be changed. Called between two calls of {@code run} only, on the virtual machine's thread.
 */
@ConsumerType
public interface Debuggable {
    RegisterSet registers();

    /** The register of this index, zero-extended. */
    long register(int index);

    /** Bits that the register does not have are ignored, and so is a write to one that is constant. */
    void register(int index, long value);

    /** Instructions retired since boot. */
    long retired();

    /** Up to {@code length} bytes at this guest address: as many as are RAM, without the effects that a device's have. */
    byte[] read(long address, int length);

    /** Writes RAM, as a device does; false, and nothing written, when not all of it is RAM. */
    boolean write(long address, byte[] bytes);

    /** What the next step does, as text: the instruction disassembled, or the interrupt that is taken. */
    String nextStep();

    /** From now on asks before and after each step, which makes running slow; empty ends that. */
    void observe(Optional<DebugStops> stops);
}
