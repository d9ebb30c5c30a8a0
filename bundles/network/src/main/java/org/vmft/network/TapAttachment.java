package org.vmft.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FenceTag;
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

    /**
     * Writing to the interface does not wait: the kernel takes the frame as one received, or drops it. An interface that is
     * down takes none, and must not be closed for that: it may exist only while it is open.
     */
    @Override
    public boolean transmit(byte[] frame) {
        TapDevice opened = device.orElseThrow();
        try {
            opened.write(frame);
            medium.passes();
            return true;
        } catch (IOException e) {
            if (!closed) {
                medium.fails(opened.explained(e));
            }
            if (!opened.isPresent() || opened.isUp()) {
                close();
            }
            return false;
        }
    }

    /** A bridge cannot fence. */
    @Override
    public void bind(FenceTag tag) {
        LOG.debug("{}: {} is bound to nothing", medium.name(), tag);
    }

    @Override
    public int unsent() {
        return 0;
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
