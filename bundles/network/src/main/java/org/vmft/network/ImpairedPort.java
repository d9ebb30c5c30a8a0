package org.vmft.network;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.vmft.api.network.Impairment;

/** The forwarder's port at the end of a line that impairs what passes it, either way. */
final class ImpairedPort implements TimedPort {
    /** Of the forwarder's own frames, which nobody purges. */
    private static final int ITSELF = -1;

    private final ImpairedLine toForwarder;
    private final ImpairedLine fromForwarder;
    private final Consumer<byte[]> emit;
    private final LongSupplier clock;
    private final ForwarderPort forwarder;

    /**
     * Binds the host's ports.
     *
     * @param emit takes frames for the switch
     * @throws IOException one line that names the port
     */
    ImpairedPort(Impairment impairment, Forwards forwards, Selector selector, Consumer<byte[]> emit, LongSupplier clock) throws IOException {
        SplittableRandom random = new SplittableRandom(impairment.seed());
        toForwarder = new ImpairedLine(impairment, random.split());
        fromForwarder = new ImpairedLine(impairment, random.split());
        this.emit = emit;
        this.clock = clock;
        forwarder = new ForwarderPort(forwards, selector, frame -> fromForwarder.send(ITSELF, frame, clock.getAsLong()));
    }

    ForwarderPort forwarder() {
        return forwarder;
    }

    @Override
    public void deliver(int source, byte[] frame) {
        toForwarder.send(source, frame, clock.getAsLong());
    }

    @Override
    public int purge(int source) {
        return toForwarder.purge(source) + forwarder.purge(source);
    }

    @Override
    public void run(long now) {
        toForwarder.deliver(now, forwarder::deliver);
        forwarder.run(now);
        fromForwarder.deliver(clock.getAsLong(), (source, frame) -> emit.accept(frame));
    }

    @Override
    public OptionalLong untilRun(long now) {
        return LongStream.concat(forwarder.untilRun(now).stream(),
                LongStream.concat(toForwarder.untilArrival(now).stream(), fromForwarder.untilArrival(now).stream())).min();
    }

    @Override
    public void flush() {
        forwarder.flush();
    }

    @Override
    public long dropped() {
        return both(ImpairedLine::overflowed) + forwarder.dropped();
    }

    long lost() {
        return both(ImpairedLine::lost);
    }

    long duplicated() {
        return both(ImpairedLine::duplicated);
    }

    long reordered() {
        return both(ImpairedLine::reordered);
    }

    private long both(ToLongFunction<ImpairedLine> count) {
        return count.applyAsLong(toForwarder) + count.applyAsLong(fromForwarder);
    }

    @Override
    public void close() {
        forwarder.close();
    }
}
