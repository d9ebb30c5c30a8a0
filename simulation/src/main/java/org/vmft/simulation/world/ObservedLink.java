package org.vmft.simulation.world;

import java.util.LongSummaryStatistics;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.log.TimedEntry;

/** One end of a connection, with failpoints around what it sends; the witness knows who is at the other end. */
final class ObservedLink implements Link, LinkListener {
    private final World world;
    private final Process own;
    private final Process peer;
    private final LinkListener listener;
    private Link link;

    ObservedLink(World world, Process own, Process peer, LinkListener listener) {
        this.world = world;
        this.own = own;
        this.peer = peer;
        this.listener = listener;
    }

    @Override
    public boolean send(ChannelMessage message) {
        if (message instanceof ChannelMessage.Entries entries) {
            world.trace().log(own, () -> "sends log" + marks(entries.flush()), entries.flush().lastPosition(), entries.flush().progress());
            return sendAt(Failpoint.BEFORE_FLUSH, message);
        }
        if (message instanceof ChannelMessage.Ack ack) {
            world.failpoints().hit(own, peer, Failpoint.BEFORE_ACK);
            world.witness().acknowledged(own.standing(), peer.number(), ack);
            world.trace().log(own, () -> "acknowledges", ack.received(), ack.step());
            boolean sent = link.send(message);
            world.failpoints().hit(own, peer, Failpoint.AFTER_ACK);
            return sent;
        }
        if (message instanceof ChannelMessage.StateChunk) {
            return sendAt(Failpoint.BEFORE_STATE, message);
        }
        if (message instanceof ChannelMessage.CutOver cutOver) {
            world.failpoints().hit(own, peer, Failpoint.BEFORE_CUTOVER);
            world.witness().cutOverSent(own.standing(), peer.number());
            world.trace().line(own, () -> "sends the cut-over to " + peer);
            boolean sent = link.send(message);
            world.failpoints().hit(own, peer, Failpoint.AFTER_CUTOVER);
            return sent;
        }
        return link.send(message);
    }

    @Override
    public boolean sendLater(ChannelMessage message) {
        return link.sendLater(message);
    }

    private boolean sendAt(Failpoint before, ChannelMessage message) {
        world.failpoints().hit(own, peer, before);
        boolean sent = link.send(message);
        world.failpoints().hit(own, peer, before.after());
        return sent;
    }

    @Override
    public void close(String reason) {
        link.close(reason);
    }

    @Override
    public void opened(Link opened, ChannelMessage.Hello hello) {
        link = opened;
        listener.opened(this, hello);
    }

    @Override
    public void received(Link from, ChannelMessage message) {
        listener.received(this, message);
    }

    @Override
    public void closed(Link closed, String reason) {
        listener.closed(this, reason);
    }

    @Override
    public void failed(String address, boolean refused, String reason) {
        listener.failed(address, refused, reason);
    }

    private static String marks(Flush flush) {
        LongSummaryStatistics indexes = flush.entries().stream().map(TimedEntry::entry)
                .filter(LogEntry.OutputMark.class::isInstance)
                .mapToLong(entry -> ((LogEntry.OutputMark) entry).index()).summaryStatistics();
        return indexes.getCount() == 0 ? "" : " with the mark of output " + indexes.getMin()
                + (indexes.getCount() == 1 ? "" : " to " + indexes.getMax());
    }
}
