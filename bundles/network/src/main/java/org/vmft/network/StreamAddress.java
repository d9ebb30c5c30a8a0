package org.vmft.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.vmft.api.network.HostPort;

/** Where a switch listens: {@code host:port} or {@code unix:/path}. */
public final class StreamAddress {
    private static final String UNIX = "unix:";

    private final HostPort tcp;
    private final Path unix;

    private StreamAddress(HostPort tcp, Path unix) {
        this.tcp = tcp;
        this.unix = unix;
    }

    /** @throws IllegalArgumentException with one line */
    public static StreamAddress parse(String text) {
        try {
            if (text.startsWith(UNIX) && text.length() > UNIX.length()) {
                return unix(Path.of(text.substring(UNIX.length())));
            }
            return tcp(HostPort.parse(text));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("expected host:port or unix:/path, actual \"" + text + "\"", e);
        }
    }

    public static StreamAddress tcp(HostPort address) {
        return new StreamAddress(address, null);
    }

    public static StreamAddress unix(Path path) {
        return new StreamAddress(null, path);
    }

    Optional<Path> path() {
        return Optional.ofNullable(unix);
    }

    SocketAddress resolve() throws IOException {
        if (unix != null) {
            return UnixDomainSocketAddress.of(unix);
        }
        InetSocketAddress resolved = tcp.resolve();
        if (resolved.isUnresolved()) {
            throw new IOException("unknown host");
        }
        return resolved;
    }

    /** With the port that the system chose. */
    StreamAddress bound(SocketAddress local) {
        return unix != null ? this : tcp(tcp.withPort(((InetSocketAddress) local).getPort()));
    }

    @Override
    public String toString() {
        return unix != null ? UNIX + unix : tcp.toString();
    }
}
