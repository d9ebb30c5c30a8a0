package org.vmft.simulation.world;

import java.util.function.Consumer;
import org.vmft.api.channel.ChannelMessage;
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
    public LinkAcceptor listen(String address, LinkListener listener) {
        world.listen(address, process, listener);
        return new LinkAcceptor() {
            @Override
            public String address() {
                return address;
            }

            @Override
            public void close() {
                world.unlisten(process);
            }
        };
    }

    @Override
    public void dial(String address, ChannelMessage.Hello hello, int timeoutMillis, LinkListener listener) {
        reach(address, timeoutMillis, listener, listening -> {
            Process peer = listening.process();
            Pipe out = new Pipe(world, process, peer);
            Pipe in = new Pipe(world, peer, process);
            FramedLink dialler = new FramedLink(out, new ObservedLink(world, process, peer, listener), hello);
            FramedLink acceptor = new FramedLink(in, new ObservedLink(world, peer, process, listening.listener()));
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

    private void reach(String address, int timeoutMillis, LinkListener listener, Consumer<World.Listening> connected) {
        String host = World.hostOf(address);
        long roundTrip = world.network().latency() + world.network().latency();
        world.timeline().after(roundTrip, () -> {
            if (!world.network().reaches(process.host(), host) || !world.network().reaches(host, process.host())) {
                world.timeline().after(Math.max(0, timeoutMillis * 1_000_000L - roundTrip),
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
}
