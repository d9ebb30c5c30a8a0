package org.vmft.testkit;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.vmft.api.machine.DiskRequest;
import org.vmft.api.machine.Machine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.Source;

/**
 * A host whose every answer is a function of its seed, its clock anchor and the step, so that two machines on two hosts
 * of one seed see the same; it keeps everything the machine did to it.
 */
public final class ScriptedHost implements MachineHost {
    private static final int RATE_BITS = 32;
    private static final int RESULT_BYTES_MAX = 4096;

    /** Something that a machine did, in order. */
    public record Event(long step, String what, List<Byte> bytes) {}

    private final long seed;
    private final List<Event> events = new ArrayList<>();
    private final List<Output> outputs = new ArrayList<>();
    private final List<DiskRequest> requests = new ArrayList<>();
    private long anchorStep;
    private long anchorTime;
    private long rate = 1L << RATE_BITS;
    private Runnable stop = () -> { };
    private int eventsUntilStop;

    public ScriptedHost(long seed) {
        this.seed = seed;
    }

    /** A host with the same seed. */
    ScriptedHost(ScriptedHost other) {
        this(other.seed);
    }

    /** From this step on, guest time is {@code time + floor((k - step) * rate / 2^32)}. */
    public void anchor(long step, long time, long newRate) {
        anchorStep = step;
        anchorTime = time;
        rate = newRate;
    }

    /** The machine that {@link #requestStop} stops. */
    void drives(Machine machine) {
        stop = machine::requestStop;
    }

    /** Takes over the other host's clock. */
    public void anchorLike(ScriptedHost other) {
        anchor(other.anchorStep, other.anchorTime, other.rate);
    }

    /** Requests a stop when this many more events have happened. */
    public void stopAfterEvents(int count) {
        eventsUntilStop = count;
    }

    /** Everything since the last call. */
    public List<Event> takeEvents() {
        List<Event> taken = List.copyOf(events);
        events.clear();
        return taken;
    }

    /** Outputs since the last call. */
    public List<Output> takeOutputs() {
        List<Output> taken = List.copyOf(outputs);
        outputs.clear();
        return taken;
    }

    /** Requests to the disk since the last call. */
    public List<DiskRequest> takeDiskRequests() {
        List<DiskRequest> taken = List.copyOf(requests);
        requests.clear();
        return taken;
    }

    @Override
    public long time(long step) {
        BigInteger ticks = BigInteger.valueOf(step - anchorStep).multiply(BigInteger.valueOf(rate)).shiftRight(RATE_BITS);
        return anchorTime + ticks.longValue();
    }

    @Override
    public long dueStep(long time, long fromStep) {
        long from = Math.max(fromStep, anchorStep);
        if (Long.compareUnsigned(time, time(from)) <= 0) {
            return from;
        }
        BigInteger ticks = unsigned(time).subtract(unsigned(anchorTime)).shiftLeft(RATE_BITS);
        BigInteger[] steps = ticks.divideAndRemainder(BigInteger.valueOf(rate));
        BigInteger due = BigInteger.valueOf(anchorStep).add(steps[0]).add(BigInteger.valueOf(steps[1].signum()));
        return due.bitLength() < Long.SIZE ? due.longValue() : Long.MAX_VALUE;
    }

    private static BigInteger unsigned(long value) {
        return new BigInteger(Long.toUnsignedString(value));
    }

    @Override
    public byte[] result(Source source, int length, long step) {
        if (length > RESULT_BYTES_MAX) {
            throw new AssertionError("result: expected at most " + RESULT_BYTES_MAX + " bytes, actual " + length);
        }
        byte[] bytes = new byte[length];
        SplittableRandom random = new SplittableRandom(seed ^ step);
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) random.nextInt();
        }
        record(step, "result " + source, bytes);
        return bytes.clone();
    }

    @Override
    public void output(Output output, long step) {
        outputs.add(output);
        record(step, output.getClass().getSimpleName(), output.bytes());
    }

    @Override
    public void disk(DiskRequest request, long step) {
        requests.add(request);
        record(step, "disk " + request.getClass().getSimpleName() + " " + request.id(),
                request instanceof DiskRequest.Write write ? write.bytes() : new byte[0]);
    }

    @Override
    public void interruptTaken(int cause, long step) {
        record(step, "interrupt " + cause, new byte[0]);
    }

    @Override
    public void requestStop() {
        stop.run();
    }

    private void record(long step, String what, byte[] bytes) {
        Byte[] boxed = new Byte[bytes.length];
        Arrays.setAll(boxed, i -> bytes[i]);
        events.add(new Event(step, what, List.of(boxed)));
        if (--eventsUntilStop == 0) {
            requestStop();
        }
    }
}
