package org.vmft.replication.internal.node;

import java.util.List;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.channel.LogChannel;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;
import org.vmft.api.replica.ReplicaId;

/**
 * A primary that exists for one joiner of the same thread: hands over a state, sends one flush, and is gone once that is
 * acknowledged. As a log channel it leads nowhere else.
 */
final class RehearsedPrimary implements LogChannel, Link {
    private static final ReplicaId ID = new ReplicaId(2);
    private static final String GONE = "the rehearsed primary is gone";

    private final byte[] state;
    private final ChannelMessage.CutOver cutOver;
    private LinkListener joiner;
    private long acknowledged = -1;
    private boolean flushed;
    private boolean gone;

    RehearsedPrimary(byte[] state, ChannelMessage.CutOver cutOver) {
        this.state = state;
        this.cutOver = cutOver;
    }

    /** Does what is next; between the joiner's turns. */
    void turn() {
        if (acknowledged >= 0 && !flushed) {
            flushed = true;
            joiner.received(this, new ChannelMessage.Entries(
                    new Flush(1, List.of(new TimedEntry(cutOver.step(), new LogEntry.Progress())))));
        } else if (acknowledged > 0 && !gone) {
            gone = true;
            joiner.closed(this, GONE);
        }
    }

    @Override
    public void dial(String address, ChannelMessage.Hello hello, int timeoutMillis, LinkListener listener) {
        if (gone) {
            listener.failed(address, true, GONE);
            return;
        }
        joiner = listener;
        listener.opened(this, hello);
        listener.received(this, new ChannelMessage.Welcome(1, 1, ID));
        listener.received(this, new ChannelMessage.StateChunk(0, state.length, state));
        listener.received(this, cutOver);
    }

    @Override
    public boolean send(ChannelMessage message) {
        if (message instanceof ChannelMessage.Ack ack) {
            acknowledged = ack.received();
        }
        return !gone;
    }

    @Override
    public boolean sendLater(ChannelMessage message) {
        return send(message);
    }

    @Override
    public LinkAcceptor listen(String address, LinkListener listener) {
        return new LinkAcceptor() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void close() {
                // nobody connects
            }
        };
    }

    @Override
    public void probe(String address, int timeoutMillis, LinkListener listener) {
        // a joiner does not
    }

    @Override
    public void close(String reason) {
        gone = true;
    }
}
