package org.vmft.api.log;

import org.vmft.api.machine.Source;

/**
 * One non-deterministic event, or a check, at a step. Deliveries change the state between steps and do not advance the
 * step; synchronous entries belong to the step that follows. Byte arrays are not copied and must not be changed.
 */
public sealed interface LogEntry {
    /** The ordinal order is part of the log format. */
    enum DiskStatus { DONE, FAILED }

    /** Applied before the step whose number it carries. */
    sealed interface Delivery extends LogEntry {}

    /** A delivery that a device takes. */
    sealed interface Input extends Delivery {}

    /** A delivery that changes the pair rather than the guest. */
    sealed interface Control extends Delivery {}

    /** Consumed inside the step whose number it carries, in order. */
    sealed interface Synchronous extends LogEntry {}

    /**
     * From this step on, guest time in ticks of 100 ns is
     * {@code time + floor((k - step) * rate / 2^32)}; rate is positive.
     */
    record ClockAnchor(long time, long rate) implements Delivery {}

    /** An Ethernet frame for the guest. */
    record PacketArrival(byte[] bytes) implements Input {}

    /** Bytes typed at the console. */
    record ConsoleInput(byte[] bytes) implements Input {}

    /** What became of the request of this number to the disk; {@code bytes} is what a successful read has read, else empty. */
    record DiskCompletion(long request, DiskStatus status, byte[] bytes) implements Input {}

    /**
     * The state's digest at this step, the last delivery there. {@code machine} covers registers, devices, clock and
     * output index; {@code memory} is the memory digest when {@code withMemory}, else 0.
     */
    record Digest(long machine, boolean withMemory, long memory) implements Delivery {}

    /** The virtual machine is being switched off; it must not go live again. */
    record PowerOff() implements Control {}

    /** The backup is being given up; whoever acknowledges it never claims. */
    record Detach() implements Control {}

    /** The result of an instruction or register read that the guest cannot predict. */
    record InstructionResult(Source source, byte[] bytes) implements Synchronous {}

    /** An output was produced: its dense index, its length in bytes and the CRC32C of kind and bytes. */
    record OutputMark(long index, int length, int crc) implements Synchronous {}

    /** An interrupt was entered; a check. */
    record InterruptTaken(int cause) implements Synchronous {}

    /** Ends every flush: no later entry has a smaller step than this one carries. */
    record Progress() implements LogEntry {}
}
