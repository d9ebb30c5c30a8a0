package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vmft.api.network.FenceTag;

/** A station at a switch, made of a plain socket. It reads only once it is told to. */
final class Wire implements AutoCloseable {
    private static final int WAIT_SECONDS_MAX = 60;
    private static final byte[] END = {};
    private static final AtomicInteger OPENED = new AtomicInteger();

    private final SocketChannel channel;
    private final BlockingQueue<byte[]> frames = new LinkedBlockingQueue<>();

    Wire(StreamAddress address) throws IOException {
        this(connect(address));
    }

    Wire(SocketChannel channel) {
        this.channel = channel;
    }

    /** One that reads, at a port that is open: only then does the switch flood to it. The port is bound, to nothing else's name. */
    static Wire open(StreamAddress address) throws IOException, InterruptedException {
        Wire wire = new Wire(address).reading();
        assertThat(wire.bind(new FenceTag("wire" + OPENED.incrementAndGet(), 1, 1))).isEqualTo(FenceFrame.Kind.BOUND);
        return wire;
    }

    private static SocketChannel connect(StreamAddress address) throws IOException {
        return address.resolve() instanceof UnixDomainSocketAddress
                ? connected(SocketChannel.open(StandardProtocolFamily.UNIX), address) : SocketChannel.open(address.resolve());
    }

    private static SocketChannel connected(SocketChannel channel, StreamAddress address) throws IOException {
        channel.connect(address.resolve());
        return channel;
    }

    Wire reading() {
        Thread thread = new Thread(this::read, "wire");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    private void read() {
        StreamFraming.Decoder decoder = new StreamFraming.Decoder();
        ByteBuffer in = ByteBuffer.allocate(1 << 16);
        try {
            while (channel.read(in) >= 0) {
                decoder.decode(in.flip(), frames::add);
                in.clear();
            }
        } catch (IOException | StreamFraming.ProtocolException e) {
            assertThat(e).isNotNull();
        }
        frames.add(END);
    }

    void send(byte[] frame) throws IOException {
        ByteBuffer out = ByteBuffer.allocate(StreamFraming.encodedBytes(frame));
        StreamFraming.encode(frame, out);
        sendRaw(out.array());
    }

    void sendRaw(byte[] bytes) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    boolean hasNext() {
        return !frames.isEmpty();
    }

    byte[] next() throws InterruptedException {
        byte[] frame = frames.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        assertThat(frame).as("frame").isNotNull().isNotSameAs(END);
        return frame;
    }

    /** Markers of the frames up to this one, which is not included. */
    List<Integer> markersUntil(int marker) throws InterruptedException {
        List<Integer> markers = new ArrayList<>();
        for (int next = Frames.marker(next()); next != marker; next = Frames.marker(next())) {
            markers.add(next);
        }
        return markers;
    }

    /** All frames until the switch closes the connection. */
    List<byte[]> rest() throws InterruptedException {
        List<byte[]> rest = new ArrayList<>();
        byte[] frame = frames.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        while (frame != END) {
            assertThat(frame).as("frame, or the end").isNotNull();
            rest.add(frame);
            frame = frames.poll(WAIT_SECONDS_MAX, TimeUnit.SECONDS);
        }
        return rest;
    }

    /** Binds, and waits for the answer; other frames before it are discarded. */
    FenceFrame.Kind bind(FenceTag tag) throws IOException, InterruptedException {
        send(new FenceFrame(FenceFrame.Kind.BIND, tag).encode());
        while (true) {
            Optional<FenceFrame> answer = FenceFrame.decode(next());
            if (answer.isPresent()) {
                if (answer.get().kind() == FenceFrame.Kind.BOUND) {
                    assertThat(answer.get().tag()).isEqualTo(tag);
                } else {
                    assertThat(tag.yieldsTo(answer.get().tag())).as("%s yields to the winner, %s", tag, answer.get().tag()).isTrue();
                }
                return answer.get().kind();
            }
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
