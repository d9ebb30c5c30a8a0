package org.vmft.logchannel;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One attempt to connect, within a time limit that includes finding the host. */
final class TcpDial {
    private final String address;
    private final int timeoutMillis;
    private final long deadline;
    private final ChannelLife life;

    TcpDial(String address, int timeoutMillis, ChannelLife life) {
        this.address = address;
        this.timeoutMillis = timeoutMillis;
        this.deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
        this.life = life;
    }

    /** Tries the addresses of the host one after the other; the failure told is that of the last. */
    SocketChannel connect() throws IOException {
        HostPort target;
        try {
            target = HostPort.parse(address);
        } catch (IllegalArgumentException e) {
            throw new IOException(e.getMessage(), e);
        }
        IOException last = new UnknownHostException(target.host());
        for (InetAddress host : find(target)) {
            try {
                return connect(new InetSocketAddress(host, target.port()));
            } catch (SocketTimeoutException e) {
                throw timedOut(e);
            } catch (IOException e) {
                last = e;
            }
        }
        throw last;
    }

    private SocketChannel connect(InetSocketAddress target) throws IOException {
        SocketChannel channel = SocketChannel.open();
        life.enter(channel, () -> closeQuietly(channel));
        try {
            channel.socket().connect(target, millisLeft());
            if (channel.getLocalAddress().equals(channel.getRemoteAddress())) {
                // A port of the ephemeral range that nobody listens on can be connected to itself.
                throw new ConnectException("Connection refused");
            }
            return channel;
        } catch (IOException e) {
            closeQuietly(channel);
            throw life.closed() ? new IOException(ChannelLife.STOPPED, e) : e;
        } finally {
            life.leave(channel);
        }
    }

    /** A name service knows no time limit, so it is asked in a thread of its own. */
    private InetAddress[] find(HostPort target) throws IOException {
        if (target.literal()) {
            return new InetAddress[] {InetAddress.getByName(target.host())};
        }
        FutureTask<InetAddress[]> search = new FutureTask<>(() -> InetAddress.getAllByName(target.host()));
        Thread thread = new Thread(search, "vmft-name " + target.host());
        thread.setDaemon(true);
        thread.start();
        try {
            return search.get(millisLeft(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw timedOut(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
    }

    private int millisLeft() {
        return (int) Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
    }

    private IOException timedOut(Exception cause) {
        return new IOException("no answer within " + timeoutMillis + " ms", cause);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing was sent and nothing is lost.
        }
    }
}
