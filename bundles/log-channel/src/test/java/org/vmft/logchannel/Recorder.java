package org.vmft.logchannel;

import java.util.ArrayList;
import java.util.List;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;

/** Keeps what a listener is told. */
class Recorder implements LinkListener {
    final List<ChannelMessage.Hello> opened = new ArrayList<>();
    final List<ChannelMessage> received = new ArrayList<>();
    final List<String> closed = new ArrayList<>();
    Link link;

    @Override
    public void opened(Link link, ChannelMessage.Hello hello) {
        this.link = link;
        opened.add(hello);
    }

    @Override
    public void received(Link link, ChannelMessage message) {
        received.add(message);
    }

    @Override
    public void closed(Link link, String reason) {
        closed.add(reason);
    }

    @Override
    public void failed(String address, boolean refused, String reason) {
        throw new AssertionError("failed: " + address + " " + reason);
    }
}
