package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkListener;

/** Hands the calls of a listener to the test, in order; each test wait is bounded. */
class EventQueue implements LinkListener {
    static final int PATIENCE_SECONDS = 30;
    private final BlockingQueue<Object> events = new LinkedBlockingQueue<>();
    private final Set<Link> inside = ConcurrentHashMap.newKeySet();
    final AtomicInteger concurrentCalls = new AtomicInteger();

    record Opened(Link link, ChannelMessage.Hello hello) {}

    record Received(Link link, ChannelMessage message) {}

    record Closed(Link link, String reason) {}

    record Failed(String address, boolean refused, String reason) {}

    @Override
    public void opened(Link link, ChannelMessage.Hello hello) {
        told(link, new Opened(link, hello));
    }

    @Override
    public void received(Link link, ChannelMessage message) {
        told(link, new Received(link, message));
    }

    @Override
    public void closed(Link link, String reason) {
        told(link, new Closed(link, reason));
    }

    @Override
    public void failed(String address, boolean refused, String reason) {
        events.add(new Failed(address, refused, reason));
    }

    <T> T next(Class<T> type) throws InterruptedException {
        Object event = events.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(event).as("next event").isInstanceOf(type);
        return type.cast(event);
    }

    int waiting() {
        return events.size();
    }

    private void told(Link link, Object event) {
        if (!inside.add(link)) {
            concurrentCalls.incrementAndGet();
        }
        try {
            during(event);
            if (keep(event)) {
                events.add(event);
            }
        } finally {
            inside.remove(link);
        }
    }

    /** For tests with more events than they want to keep. */
    boolean keep(Object event) {
        return true;
    }

    /** For tests that do something within the call. */
    void during(Object event) {}
}
