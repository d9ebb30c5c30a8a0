package org.vmft.testkit;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.vmft.api.log.Flush;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.VmHost;

/** Keeps everything that a virtual machine gives away, and checks that output indices and log positions are dense. */
public final class RecordedHost implements VmHost {
    private final SplittableRandom entropy;
    private final List<Flush> flushes = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private Optional<String> full = Optional.empty();
    private long lastIndex;

    public RecordedHost(long seed) {
        this(seed, 0);
    }

    /** @param lastIndex index of the last output before the first one here */
    public RecordedHost(long seed, long lastIndex) {
        entropy = new SplittableRandom(seed);
        this.lastIndex = lastIndex;
    }

    @Override
    public void flush(Flush flush) {
        if (!flushes.isEmpty()) {
            long expected = flushes.get(flushes.size() - 1).lastPosition() + 1;
            if (flush.firstPosition() != expected && flush.firstPosition() != 1) {
                throw new AssertionError("flush: expected position " + expected + ", actual " + flush.firstPosition());
            }
        }
        flushes.add(flush);
    }

    @Override
    public void output(long index, long position, Output output) {
        if (index != lastIndex + 1) {
            throw new AssertionError("output index: expected " + (lastIndex + 1) + ", actual " + index);
        }
        lastIndex = index;
        outputs.add(index + " at " + position + ": " + output.getClass().getSimpleName() + " "
                + HexFormat.of().formatHex(output.bytes()));
    }

    @Override
    public Optional<String> full() {
        return full;
    }

    @Override
    public byte[] entropy(int length) {
        byte[] bytes = new byte[length];
        entropy.nextBytes(bytes);
        return bytes;
    }

    /** What {@link #full()} says from now on. */
    public void full(Optional<String> reason) {
        full = reason;
    }

    /** Flushes so far, in order; the caller may clear it. */
    public List<Flush> flushes() {
        return flushes;
    }

    public Flush lastFlush() {
        return flushes.get(flushes.size() - 1);
    }

    /** The entries of all flushes. */
    public List<TimedEntry> entries() {
        return flushes.stream().flatMap(flush -> flush.entries().stream()).toList();
    }

    /** Outputs so far as index, position of the mark, kind and content. */
    public List<String> outputs() {
        return outputs;
    }
}
