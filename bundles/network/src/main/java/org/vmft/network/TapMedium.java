package org.vmft.network;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.tap.TapDevice;

/** A TAP interface. */
final class TapMedium implements Medium {
    @FunctionalInterface
    interface Opening {
        /** The message of a failure is one line for people. */
        TapDevice open() throws IOException;
    }

    private static final Logger LOG = LoggerFactory.getLogger(TapMedium.class);

    private final String name;
    private final Opening opening;
    /** Told once while it lasts. */
    private volatile Optional<String> trouble = Optional.empty();

    TapMedium(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
    }

    @Override
    public String name() {
        return "tap " + name;
    }

    @Override
    public boolean carries(byte[] frame) {
        return Ethernet.wellFormed(frame);
    }

    @Override
    public Attachment attachment() {
        return new TapAttachment(opening, this);
    }

    /** What keeps frames from passing, if anything. */
    Optional<String> trouble() {
        return trouble;
    }

    void passes() {
        if (trouble.isPresent()) {
            trouble = Optional.empty();
            LOG.info("tap {}: works again", name);
        }
    }

    @Override
    public void failed(IOException reason) {
        fails(reason.getMessage());
    }

    void fails(String reason) {
        if (!trouble.equals(Optional.of(reason))) {
            trouble = Optional.of(reason);
            LOG.warn("{}; frames are dropped while this lasts", reason);
        }
    }
}
