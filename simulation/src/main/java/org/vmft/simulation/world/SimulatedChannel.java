package org.vmft.simulation.world;

import java.io.IOException;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.channel.LogChannel;
import org.vmft.logchannel.FramedLink;

/** The log channel of one process: production framing over simulated pipes. */
final class SimulatedChannel implements LogChannel {
    private static final String HOST_SAYS_NO = "connection refused";

    private final World world;
    private final Process process;

    SimulatedChannel(World world, Process process) {
        this.world = world;
        this.process = process;
    }

    @Override
    public LinkAcceptor listen(String address, LinkListener listener) throws IOException {
        world.listen(address, process, new FailingLinks(world, process, listener));
        return new LinkAcceptor() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void close() {
                world.unlisten(address, process);
            }
        };
    }

    @Override
    public void dial(String address, ChannelMessage.Hello hello, int timeoutMillis, LinkListener listener) {
        LinkListener own = new FailingLinks(world, process, listener);
        reach(address, timeoutMillis, own, listening -> {
            Pipe out = new Pipe(world, process, listening.process());
            Pipe in = new Pipe(world, listening.process(), process);
            FramedLink dialler = new FramedLink(out, own, hello);
            FramedLink acceptor = new FramedLink(in, listening.listener());
            out.connect(acceptor, in);
            in.connect(dialler, out);
            world.connected(out, in);
            process.execute(dialler::start);
        });
    }

    @Override
    public void probe(String address, int timeoutMillis, LinkListener listener) {
        reach(address, timeoutMillis, listener, listening -> { });
    }

    private void reach(String address, int timeoutMillis, LinkListener listener,
            java.util.function.Consumer<World.Listening> connected) {
        String host = World.hostOf(address);
        long roundTrip = world.network().latency() + world.network().latency();
        world.timeline().after(roundTrip, () -> {
            if (!world.network().reaches(process.host(), host) || !world.network().reaches(host, process.host())) {
                world.timeline().after(timeoutMillis * 1_000_000L - roundTrip,
                        () -> process.execute(() -> listener.failed(address, false, "timed out")));
                return;
            }
            World.Listening listening = world.listening(address);
            if (listening == null) {
                process.execute(() -> listener.failed(address, true, HOST_SAYS_NO));
            } else {
                connected.accept(listening);
            }
        });
    }

    /** Puts the failpoints of flush, acknowledgement and cut-over around the links it sees. */
    private record FailingLinks(World world, Process process, LinkListener listener) implements LinkListener {
        @Override
        public void opened(Link link, ChannelMessage.Hello hello) {
            listener.opened(world.failing(process, link), hello);
        }

        @Override
        public void received(Link link, ChannelMessage message) {
            listener.received(world.failing(process, link), message);
        }

        @Override
        public void closed(Link link, String reason) {
            Link known = world.failing(process, link);
            world.forget(link);
            listener.closed(known, reason);
        }

        @Override
        public void failed(String address, boolean refused, String reason) {
            listener.failed(address, refused, reason);
        }
    }
}
