package org.vmft.network;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * Accepts and keeps whatever connects until that fails, then goes on for some time. Prints its port, {@code fails}, and how often it
 * asked to accept from there on.
 */
public final class AcceptingProcess {
    /** So long after the first failure it ends. */
    static final long NANOS_AFTER_FAILURE = 3 * AcceptingChannel.PAUSE_NANOS;

    private AcceptingProcess() {}

    public static void main(String[] args) throws IOException {
        Selector selector = Selector.open();
        List<SocketChannel> kept = new ArrayList<>();
        List<String> warnings = new ArrayList<>();
        AcceptingChannel channel = new AcceptingChannel(ServerSocketChannel.open(), "test", new RareWarning(warnings::add));
        InetSocketAddress address = (InetSocketAddress) channel.listen(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                selector, null);
        System.out.println(address.getPort());
        OptionalLong failedAt = OptionalLong.empty();
        int asked = 0;
        while (failedAt.isEmpty() || System.nanoTime() - failedAt.getAsLong() < NANOS_AFTER_FAILURE) {
            selector.select(TimeUnit.NANOSECONDS.toMillis(channel.untilRun(System.nanoTime()).orElse(AcceptingChannel.PAUSE_NANOS)) + 1);
            long now = System.nanoTime();
            channel.run(now);
            if (!selector.selectedKeys().isEmpty()) {
                selector.selectedKeys().clear();
                channel.accept(now).ifPresent(kept::add);
                asked += failedAt.isPresent() ? 1 : 0;
            }
            if (failedAt.isEmpty() && !warnings.isEmpty()) {
                failedAt = OptionalLong.of(now);
                System.out.println("fails");
            }
        }
        System.out.println(asked);
    }
}
