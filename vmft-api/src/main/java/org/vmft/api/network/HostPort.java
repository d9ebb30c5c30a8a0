package org.vmft.api.network;

import java.net.InetSocketAddress;

/**
 * Where a process listens, as people write it: {@code host:port}, and {@code [address]:port} for IPv6.
 *
 * @param port 0 to let the system choose one
 */
public record HostPort(String host, int port) {
    /** @throws IllegalArgumentException with one line that names the text */
    public static HostPort parse(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        if (bracketed) {
            host = host.substring(1, host.length() - 1);
        }
        String port = text.substring(colon + 1);
        if (host.isBlank() || !bracketed && host.contains(":") || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
            throw new IllegalArgumentException("expected host:port, actual \"" + text + "\"");
        }
        return new HostPort(host, Integer.parseInt(port));
    }

    /** Looks the host up; unresolved when that fails. */
    public InetSocketAddress resolve() {
        return new InetSocketAddress(host, port);
    }

    public HostPort withPort(int actual) {
        return new HostPort(host, actual);
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
