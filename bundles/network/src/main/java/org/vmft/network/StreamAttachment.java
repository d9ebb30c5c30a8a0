package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FrameReceiver;
import org.vmft.network.StreamFraming.ProtocolException;

/** A stream connection to a switch. */
final class StreamAttachment implements Attachment {
    private static final int CONNECT_MILLIS_MAX = 2_000;
    private static final int BUFFER_BYTES = 1 << 16;
    private static final Logger LOG = LoggerFactory.getLogger(StreamAttachment.class);

    private final StreamAddress address;
    private final Consumer<FenceFrame> answered;
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private volatile Optional<SocketChannel> channel = Optional.empty();
    private volatile boolean closed;

    /** @param answered takes the switch's answers to bindings */
    StreamAttachment(StreamAddress address, Consumer<FenceFrame> answered) {
        this.address = address;
        this.answered = answered;
    }

    @Override
    public void open() throws IOException {
        SocketAddress remote = address.resolve();
        boolean tcp = remote instanceof InetSocketAddress;
        SocketChannel connecting = tcp ? SocketChannel.open() : SocketChannel.open(StandardProtocolFamily.UNIX);
        channel = Optional.of(connecting);
        if (closed) {
            close();
            throw new IOException("the port is closed");
        }
        try {
            if (tcp) {
                connecting.setOption(StandardSocketOptions.TCP_NODELAY, true);
                connecting.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
                connecting.socket().connect(remote, CONNECT_MILLIS_MAX);
            } else {
                connecting.connect(remote);
            }
        } catch (SocketTimeoutException e) {
            throw new IOException("no connection within " + CONNECT_MILLIS_MAX + " ms", e);
        }
        LOG.debug("port {} is connected", address);
    }

    @Override
    public void read(FrameReceiver receiver) throws IOException {
        StreamFraming.Decoder decoder = new StreamFraming.Decoder();
        ByteBuffer in = ByteBuffer.allocateDirect(BUFFER_BYTES);
        try {
            while (channel.get().read(in) >= 0) {
                decoder.decode(in.flip(), frame -> received(frame, receiver));
                in.clear();
            }
        } catch (ProtocolException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** @return whether to go on */
    private boolean received(byte[] frame, FrameReceiver receiver) {
        FenceFrame.decode(frame).ifPresentOrElse(answered, () -> receiver.received(frame));
        return !closed;
    }

    @Override
    public int write(List<byte[]> frames) throws IOException {
        out.clear();
        frames.forEach(frame -> StreamFraming.encode(frame, out));
        out.flip();
        while (out.hasRemaining()) {
            channel.get().write(out);
        }
        return 0;
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (channel.isPresent()) {
                channel.get().close();
            }
        } catch (IOException e) {
            LOG.debug("port {}: close: {}", address, e.toString());
        }
    }
}
