package org.vmft.vmm;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.vmft.api.log.Flush;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.VmHost;

/** Keeps everything a machine gives away, and checks indices and positions. */
final class RecordedHost implements VmHost {
    private final Random entropy;
    final List<Flush> flushes = new ArrayList<>();
    final List<String> outputs = new ArrayList<>();
    Optional<String> full = Optional.empty();
    private long lastIndex;

    RecordedHost(long seed) {
        this(seed, 0);
    }

    RecordedHost(long seed, long lastIndex) {
        entropy = new Random(seed);
        this.lastIndex = lastIndex;
    }

    @Override
    public void flush(Flush flush) {
        flushes.add(flush);
    }

    @Override
    public void output(long index, long position, Output output) {
        if (index != lastIndex + 1) {
            throw new AssertionError("output index: expected " + (lastIndex + 1) + ", actual " + index);
        }
        lastIndex = index;
        outputs.add(index + "@" + position + " " + output.getClass().getSimpleName() + output.bytes().length
                + ":" + output.bytes()[0]);
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
}
