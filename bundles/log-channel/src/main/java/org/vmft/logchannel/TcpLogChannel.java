package org.vmft.logchannel;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.channel.LogChannel;

/** The log channel over TCP. */
@Component(service = LogChannel.class)
public final class TcpLogChannel implements LogChannel, Closeable {
    private final ChannelLife life = new ChannelLife();

    @Activate
    public TcpLogChannel() {}

    @Override
    public LinkAcceptor listen(String address, LinkListener listener) throws IOException {
        if (life.closed()) {
            throw new IOException("listen on " + address + ": " + ChannelLife.STOPPED);
        }
        TcpAcceptor acceptor = new TcpAcceptor(address, listener, life);
        life.enter(acceptor, acceptor::close);
        acceptor.start();
        return acceptor;
    }

    @Override
    public void dial(String address, Hello hello, int timeoutMillis, LinkListener listener) {
        TcpDial dial = new TcpDial(address, timeoutMillis, life);
        life.start("vmft-link to " + address, () -> {
            TcpConnection connection;
            try {
                connection = connected(dial.connect(), address, hello, listener);
            } catch (IOException | IllegalArgumentException e) {
                tellFailure(address, e, listener);
                return;
            }
            connection.run();
            if (!connection.greeted()) {
                listener.failed(address, false, ChannelLife.STOPPED);
            }
        });
    }

    @Override
    public void probe(String address, int timeoutMillis, LinkListener listener) {
        TcpDial dial = new TcpDial(address, timeoutMillis, life);
        life.start("vmft-probe " + address, () -> {
            try {
                dial.connect().close();
            } catch (IOException e) {
                tellFailure(address, e, listener);
            }
        });
    }

    /** Closes all that was opened here; every link's listener is told. */
    @Deactivate
    @Override
    public void close() {
        life.close();
    }

    private TcpConnection connected(SocketChannel channel, String address, Hello hello, LinkListener listener)
            throws IOException {
        try {
            TcpConnection connection = new TcpConnection(channel, address, new Dialled(life), listener, Optional.of(hello));
            life.enter(connection, () -> connection.stop(ChannelLife.STOPPED));
            return connection;
        } catch (IOException | IllegalArgumentException e) {
            channel.close();
            throw e;
        }
    }

    private static void tellFailure(String address, Exception failure, LinkListener listener) {
        boolean refused = failure instanceof IOException e && Reasons.refused(e);
        String reason = failure instanceof IOException e ? Reasons.of(e) : failure.getMessage();
        listener.failed(address, refused, reason);
    }

    private record Dialled(ChannelLife life) implements TcpConnection.Owner {
        @Override
        public void greeted(TcpConnection connection) {
            // Its own hello.
        }

        @Override
        public void ended(TcpConnection connection) {
            life.leave(connection);
        }
    }
}
