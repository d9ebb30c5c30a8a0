package org.vmft.network;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The capture that a switch writes, if it was asked for one. A capture that cannot be written any further ends; the switch goes on. */
final class FrameCapture {
    private static final Logger LOG = LoggerFactory.getLogger(FrameCapture.class);

    private final String name;
    private Optional<PcapFile> file;

    private FrameCapture(String name, Optional<PcapFile> file) {
        this.name = name;
        this.file = file;
    }

    static FrameCapture none() {
        return new FrameCapture("", Optional.empty());
    }

    /** Replaces what was captured there before. */
    static FrameCapture to(Path file) throws IOException {
        return new FrameCapture(file.toString(), Optional.of(new PcapFile(file)));
    }

    void frame(byte[] frame) {
        if (file.isPresent()) {
            try {
                file.get().write(Instant.now(), frame);
            } catch (IOException e) {
                end(file.get(), e);
            }
        }
    }

    /** What was captured can be read by others. */
    void flush() {
        if (file.isPresent()) {
            try {
                file.get().flush();
            } catch (IOException e) {
                end(file.get(), e);
            }
        }
    }

    private void end(PcapFile failed, IOException reason) {
        LOG.error("{}: the capture ends: {}", name, reason.getMessage());
        file = Optional.empty();
        close(failed);
    }

    void close() {
        file.ifPresent(this::close);
        file = Optional.empty();
    }

    private void close(PcapFile open) {
        try {
            open.close();
        } catch (IOException e) {
            LOG.debug("{}: close: {}", name, e.toString());
        }
    }
}
