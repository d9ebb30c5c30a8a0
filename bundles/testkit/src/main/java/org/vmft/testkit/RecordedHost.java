package org.vmft.testkit;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Output;
import org.vmft.api.vm.VmHost;

/**
 * Keeps everything that a virtual machine gives away, and checks that output indices and log positions are dense. Its disk is
 * memory, all zeros.
 */
public final class RecordedHost implements VmHost {
    private final SplittableRandom entropy;
    private final List<Flush> flushes = new ArrayList<>();
    private final List<String> outputs = new ArrayList<>();
    private final Queue<DiskRequest> requests = new ArrayDeque<>();
    private final Map<Long, byte[]> disk = new TreeMap<>();
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

    @Override
    public void disk(DiskRequest request) {
        requests.add(request);
    }

    /** Performs the oldest request that was not performed yet; its outcome. */
    public Optional<LogEntry.DiskCompletion> performOldestRequest() {
        DiskRequest request = requests.poll();
        if (request == null) {
            return Optional.empty();
        }
        byte[] read = new byte[0];
        if (request instanceof DiskRequest.Write write) {
            sectors(write.bytes().length).forEach(at -> disk.put(write.offset() + at,
                    Arrays.copyOfRange(write.bytes(), at, at + DiskRequest.SECTOR_BYTES)));
        } else if (request instanceof DiskRequest.Read wanted) {
            byte[] bytes = new byte[wanted.length()];
            sectors(bytes.length).filter(at -> disk.containsKey(wanted.offset() + at)).forEach(at ->
                    System.arraycopy(disk.get(wanted.offset() + at), 0, bytes, at, DiskRequest.SECTOR_BYTES));
            read = bytes;
        }
        return Optional.of(new LogEntry.DiskCompletion(request.id(), LogEntry.DiskStatus.DONE, read));
    }

    private static Stream<Integer> sectors(int bytes) {
        return Stream.iterate(0, at -> at < bytes, at -> at + DiskRequest.SECTOR_BYTES);
    }

    /** Requests to the disk that wait. */
    public Queue<DiskRequest> requests() {
        return requests;
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
