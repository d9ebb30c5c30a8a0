package org.vmft.network;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FenceTag;
import org.vmft.network.packet.Ethernet;

/** Stream connections to a switch. */
final class StreamMedium implements Medium {
    private static final Logger LOG = LoggerFactory.getLogger(StreamMedium.class);

    private final StreamAddress address;
    private final Trouble trouble;
    /** The winner, told once; the reading thread's own. */
    private FenceTag fenced;

    StreamMedium(StreamAddress address) {
        this.address = address;
        trouble = new Trouble(name(), LOG);
    }

    @Override
    public String name() {
        return "port " + address;
    }

    /** The private type would let a guest bind the port, or another's. */
    @Override
    public boolean carries(byte[] frame) {
        return Ethernet.wellFormed(frame) && Ethernet.etherType(frame) != FenceFrame.ETHER_TYPE;
    }

    @Override
    public Attachment attachment() {
        return new StreamAttachment(address, trouble::ends, this::answered);
    }

    private void answered(FenceFrame answer) {
        switch (answer.kind()) {
            case STALE -> {
                if (!answer.tag().equals(fenced)) {
                    LOG.warn("{}: fenced: the switch carries nothing of this node, for generation {} of incarnation {} of {} was bound there;"
                            + " if that cannot be right (the arbiter began anew, say), restart the switch", name(),
                            answer.tag().generation(), answer.tag().incarnation(), answer.tag().vm());
                }
                fenced = answer.tag();
            }
            case BOUND -> LOG.debug("{}: {} is bound", name(), answer.tag());
            case BIND -> LOG.debug("{}: not a switch that fences; it passed on the binding {}", name(), answer.tag());
        }
    }

    @Override
    public void failed(IOException reason) {
        trouble.begins(name() + ": " + reason.getMessage());
    }
}
