package org.vmft.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FrameReceiver;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.tap.TapDevice;

/** An open TAP interface. */
final class TapAttachment implements Attachment {
    /** As long as any frame of an interface with large frames, so that it is seen to be too long. */
    private static final int READ_BYTES = 1 << 16;
    private static final Logger LOG = LoggerFactory.getLogger(TapAttachment.class);

    private final TapMedium medium;
    private final TapMedium.Opening opening;
    private volatile Optional<TapDevice> device = Optional.empty();
    private volatile boolean closed;

    TapAttachment(TapMedium.Opening opening, TapMedium medium) {
        this.opening = opening;
        this.medium = medium;
    }

    @Override
    public void open() throws IOException {
        device = Optional.of(opening.open());
        if (closed) {
            close();
            throw new IOException(medium.name() + ": the port is closed");
        }
        medium.passes();
    }

    @Override
    public void read(FrameReceiver receiver) throws IOException {
        TapDevice opened = device.orElseThrow();
        ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
        try {
            while (opened.read(in.clear()) > 0) {
                byte[] frame = new byte[in.flip().remaining()];
                in.get(frame);
                if (Ethernet.wellFormed(frame)) {
                    receiver.received(frame);
                }
            }
        } catch (IOException e) {
            throw new IOException(opened.explained(e), e);
        }
    }

    @Override
    public int write(List<byte[]> frames) throws IOException {
        TapDevice opened = device.orElseThrow();
        int dropped = 0;
        for (byte[] frame : frames) {
            dropped += write(opened, frame) ? 0 : 1;
        }
        return dropped;
    }

    /** An interface that is down takes no frame, and must not be closed for that: it may exist only while it is open. */
    private boolean write(TapDevice opened, byte[] frame) throws IOException {
        try {
            opened.write(ByteBuffer.wrap(frame));
            medium.passes();
            return true;
        } catch (IOException e) {
            if (closed || !opened.isPresent() || opened.isUp()) {
                throw new IOException(opened.explained(e), e);
            }
            medium.fails(opened.explained(e));
            return false;
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            if (device.isPresent()) {
                device.get().close();
            }
        } catch (IOException e) {
            LOG.debug("{}: close: {}", medium.name(), e.toString());
        }
    }
}
