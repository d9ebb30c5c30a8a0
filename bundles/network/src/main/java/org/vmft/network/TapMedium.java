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
    private final Trouble trouble;

    TapMedium(String name, Opening opening) {
        this.name = name;
        this.opening = opening;
        trouble = new Trouble(name(), LOG);
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
        return trouble.present();
    }

    void passes() {
        trouble.ends();
    }

    @Override
    public void failed(IOException reason) {
        fails(reason.getMessage());
    }

    void fails(String reason) {
        trouble.begins(reason);
    }
}
