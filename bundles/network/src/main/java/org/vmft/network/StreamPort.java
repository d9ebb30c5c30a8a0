package org.vmft.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.network.StreamFraming.ProtocolException;

/** A port of the switch that is a stream connection. */
final class StreamPort implements SwitchPort {
    /** Some 750 KB: a TCP window or two, and for all ports together what a small process can hold. */
    static final int FRAMES_MAX = 512;
    private static final Logger LOG = LoggerFactory.getLogger(StreamPort.class);

    private final int number;
    private final SocketChannel channel;
    private final SelectionKey key;
    private final ByteBuffer reading;
    private final ByteBuffer writing;
    private final StreamFraming.Decoder decoder = new StreamFraming.Decoder();
    private final OutputQueue queue = new OutputQueue(FRAMES_MAX);
    private boolean open = true;

    /** @param reading scratch space shared by all ports, like {@code writing}; writing may happen while one reads */
    StreamPort(int number, SocketChannel channel, SelectionKey key, ByteBuffer reading, ByteBuffer writing) {
        this.number = number;
        this.channel = channel;
        this.key = key;
        this.reading = reading;
        this.writing = writing;
    }

    int number() {
        return number;
    }

    boolean isOpen() {
        return open;
    }

    /**
     * Reads once.
     *
     * @param each takes a frame; false ends the reading
     * @throws IOException one line, also at the end of the stream
     */
    void read(Predicate<byte[]> each) throws IOException {
        reading.clear();
        if (channel.read(reading) < 0) {
            throw new IOException("closed by its peer");
        }
        try {
            decoder.decode(reading.flip(), each);
        } catch (ProtocolException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    @Override
    public void deliver(int source, byte[] frame) {
        if (queue.isFull()) {
            flush();
        }
        queue.add(source, frame);
    }

    /** To this port alone, from the switch itself. */
    void answer(byte[] frame) {
        if (!queue.addBinding(number, frame)) {
            LOG.warn("Port {}: binds without reading the answers", number);
            close();
        }
    }

    @Override
    public int purge(int source) {
        return queue.purge(source);
    }

    @Override
    public void flush() {
        if (!open || queue.isEmpty() && key.interestOps() == SelectionKey.OP_READ) {
            return;
        }
        try {
            queue.writeTo(channel, writing);
            key.interestOps(queue.isEmpty() ? SelectionKey.OP_READ : SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        } catch (IOException e) {
            LOG.debug("Port {}: {}", number, e.toString());
            close();
        }
    }

    @Override
    public long dropped() {
        return queue.dropped();
    }

    @Override
    public void close() {
        open = false;
        try {
            channel.close();
        } catch (IOException e) {
            LOG.debug("Port {}: close: {}", number, e.toString());
        }
    }
}
