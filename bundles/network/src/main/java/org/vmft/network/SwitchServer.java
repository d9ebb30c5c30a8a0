package org.vmft.network;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.HostPort;
import org.vmft.api.network.Impairment;

/**
 * A {@link SwitchCore} with stream connections as ports, and one more port for what the host forwards.
 *
 * <p>Concurrency: one thread does everything, without blocking; so a frame is carried, or a port fenced, as one step,
 * and a slow port delays nobody.
 */
public final class SwitchServer implements Closeable {
    /** Two for each virtual machine, and some clients; with {@link StreamPort#FRAMES_MAX} bounds the memory. */
    static final int PORTS_MAX = 64;
    private static final int BATCH_BYTES = StreamFraming.LENGTH_BYTES + StreamFraming.FRAME_BYTES_MAX + 1;
    private static final int FORWARDER = 0;
    private static final long CLOSE_MILLIS_MAX = 5_000;
    private static final Logger LOG = LoggerFactory.getLogger(SwitchServer.class);

    private final Selector selector = Selector.open();
    private final List<StreamListener> listeners = new ArrayList<>();
    private final SwitchCore core = new SwitchCore();
    private final Map<Integer, SwitchPort> ports = new TreeMap<>();
    private final Optional<ForwarderPort> forwarder;
    private final Optional<ImpairedPort> impaired;
    private FrameCapture capture = FrameCapture.none();
    private final RareWarning crowded = new RareWarning(LOG::warn);
    private final ByteBuffer reading = ByteBuffer.allocateDirect(BATCH_BYTES);
    private final ByteBuffer writing = ByteBuffer.allocateDirect(BATCH_BYTES);
    private final CountDownLatch ended = new CountDownLatch(1);
    private int lastNumber = FORWARDER;
    private long fencings;
    private long purged;
    private long droppedByClosed;
    private volatile SwitchStatistics statistics = SwitchStatistics.NONE;
    private volatile boolean closed;

    /**
     * Listens and runs.
     *
     * @throws IOException one line that names the address
     */
    public SwitchServer(List<StreamAddress> addresses, Forwards forwards) throws IOException {
        this(addresses, forwards, Optional.empty(), Optional.empty());
    }

    /**
     * @param impairment of the line between switch and forwarder
     * @param captureFile where every frame that comes into the switch is written to, the forwarder's from the end of that line
     */
    public SwitchServer(List<StreamAddress> addresses, Forwards forwards, Optional<Impairment> impairment, Optional<Path> captureFile)
            throws IOException {
        try {
            for (StreamAddress address : addresses) {
                listeners.add(new StreamListener(address, selector));
            }
            Consumer<byte[]> emit = frame -> carry(FORWARDER, frame);
            impaired = impairment.isEmpty() ? Optional.empty()
                    : Optional.of(new ImpairedPort(impairment.get(), forwards, selector, emit, System::nanoTime));
            forwarder = impaired.isPresent() ? impaired.map(ImpairedPort::forwarder)
                    : forwards.none() ? Optional.empty() : Optional.of(new ForwarderPort(forwards, selector, emit));
        } catch (IOException e) {
            release();
            throw e;
        }
        try {
            // Last, so that an earlier capture is not replaced by a switch that never was.
            capture = captureFile.isPresent() ? FrameCapture.to(captureFile.get()) : FrameCapture.none();
        } catch (IOException e) {
            timed().ifPresent(SwitchPort::close);
            release();
            throw e;
        }
        timed().ifPresent(port -> {
            core.open(FORWARDER);
            ports.put(FORWARDER, port);
        });
        Thread thread = new Thread(this::run, "switch " + addresses());
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens, with the ports actually bound. */
    public List<StreamAddress> addresses() {
        return listeners.stream().map(StreamListener::address).toList();
    }

    /** The host's end of each UDP forward, with the ports actually bound. */
    public List<HostPort> udpForwards() {
        return forwarder.map(ForwarderPort::udpAddresses).orElse(List.of());
    }

    /** The host's end of each TCP forward, with the ports actually bound. */
    public List<HostPort> tcpForwards() {
        return forwarder.map(ForwarderPort::tcpAddresses).orElse(List.of());
    }

    public SwitchStatistics statistics() {
        return statistics;
    }

    /** Waits until the switch has ended, which it does only when closed or broken. */
    public boolean awaitEnd(long millis) throws InterruptedException {
        return ended.await(millis, TimeUnit.MILLISECONDS);
    }

    /** What the switch has as the forwarder's port. */
    private Optional<? extends TimedPort> timed() {
        return impaired.isPresent() ? impaired : forwarder;
    }

    private void run() {
        try {
            while (!closed) {
                select();
                for (SelectionKey key : selector.selectedKeys()) {
                    serve(key);
                }
                selector.selectedKeys().clear();
                long now = System.nanoTime();
                listeners.forEach(listener -> listener.run(now));
                timed().ifPresent(port -> port.run(now));
                ports.values().forEach(SwitchPort::flush);
                reap();
                capture.flush();
                statistics = snapshot();
            }
        } catch (IOException | RuntimeException e) {
            LOG.error("Switch {} ends", addresses(), e);
        } finally {
            ports.values().forEach(SwitchPort::close);
            release();
            ended.countDown();
        }
    }

    private void select() throws IOException {
        long now = System.nanoTime();
        OptionalLong nanos = LongStream.concat(timed().stream().flatMapToLong(port -> port.untilRun(now).stream()),
                listeners.stream().flatMapToLong(listener -> listener.untilRun(now).stream())).min();
        if (nanos.isEmpty()) {
            selector.select();
        } else if (nanos.getAsLong() == 0) {
            selector.selectNow();
        } else {
            selector.select(TimeUnit.NANOSECONDS.toMillis(nanos.getAsLong()) + 1);
        }
    }

    private void serve(SelectionKey key) {
        if (!key.isValid()) {
            return;
        }
        if (key.attachment() instanceof StreamListener listener) {
            accept(listener);
        } else if (key.attachment() instanceof HostSocket socket) {
            socket.ready(key, System.nanoTime());
        } else if (key.attachment() instanceof StreamPort port && key.isReadable()) {
            try {
                port.read(frame -> take(port, frame));
            } catch (IOException e) {
                LOG.debug("Port {} closes: {}", port.number(), e.getMessage());
                port.close();
            }
        }
    }

    private void accept(StreamListener listener) {
        long now = System.nanoTime();
        Optional<SocketChannel> accepted = listener.accept(now);
        if (accepted.isEmpty()) {
            return;
        }
        try {
            if (ports.size() < PORTS_MAX) {
                open(accepted.get(), listener);
            } else {
                crowded.say("Switch " + listener.address() + ": more than " + PORTS_MAX + " ports", now);
                accepted.get().close();
            }
        } catch (IOException e) {
            LOG.debug("Switch {}: a connection ended at once: {}", listener.address(), e.toString());
        }
    }

    private void open(SocketChannel channel, StreamListener listener) throws IOException {
        int number = ++lastNumber;
        SelectionKey key = channel.register(selector, SelectionKey.OP_READ);
        StreamPort port = new StreamPort(number, channel, key, reading, writing);
        key.attach(port);
        core.open(number);
        ports.put(number, port);
        LOG.debug("Port {} opens at {}", number, listener.address());
    }

    /** @return whether the port is still open */
    private boolean take(StreamPort port, byte[] frame) {
        Optional<FenceTag> binding = FenceFrame.decode(frame)
                .filter(fence -> fence.kind() == FenceFrame.Kind.BIND).map(FenceFrame::tag);
        if (binding.isPresent()) {
            bind(port, binding.get());
        } else {
            carry(port.number(), frame);
        }
        return port.isOpen();
    }

    private void bind(StreamPort port, FenceTag tag) {
        List<Integer> stale = core.bind(port.number(), tag);
        for (int number : stale) {
            for (SwitchPort other : ports.values()) {
                purged += other.purge(number);
            }
        }
        FenceTag highest = core.highest(tag.vm()).orElse(tag);
        boolean refused = stale.contains(port.number());
        port.answer(new FenceFrame(refused ? FenceFrame.Kind.STALE : FenceFrame.Kind.BOUND, highest).encode());
        port.flush();
        for (int number : stale) {
            fencings++;
            LOG.info("Port {} is fenced: {} was bound", number, highest);
            ports.get(number).close();
        }
    }

    private void carry(int source, byte[] frame) {
        capture.frame(frame);
        for (int target : core.frame(source, frame)) {
            ports.get(target).deliver(source, frame);
        }
    }

    /** A port may close while it is written to, in the midst of something else. */
    private void reap() {
        ports.values().removeIf(port -> {
            if (port instanceof StreamPort stream && !stream.isOpen()) {
                core.close(stream.number());
                droppedByClosed += stream.dropped();
                return true;
            }
            return false;
        });
    }

    private SwitchStatistics snapshot() {
        long overflowed = droppedByClosed;
        for (SwitchPort port : ports.values()) {
            overflowed += port.dropped();
        }
        return new SwitchStatistics(ports.size(), core.carried(), core.malformed(), core.fenced(), overflowed, fencings, purged,
                impaired.map(ImpairedPort::lost).orElse(0L), impaired.map(ImpairedPort::duplicated).orElse(0L),
                impaired.map(ImpairedPort::reordered).orElse(0L));
    }

    private void release() {
        listeners.forEach(StreamListener::close);
        capture.close();
        try {
            selector.close();
        } catch (IOException e) {
            LOG.debug("Switch: close: {}", e.toString());
        }
    }

    /** The addresses are free afterwards. Idempotent. */
    @Override
    public void close() {
        closed = true;
        try {
            selector.wakeup();
            ended.await(CLOSE_MILLIS_MAX, TimeUnit.MILLISECONDS);
        } catch (ClosedSelectorException e) {
            LOG.debug("Switch was closed before");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
