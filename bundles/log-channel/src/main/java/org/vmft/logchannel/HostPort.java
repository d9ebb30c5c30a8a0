package org.vmft.logchannel;

import java.net.InetSocketAddress;
import java.util.regex.Pattern;

/** An address as users write it: {@code host:port}, a literal IPv6 host in brackets. */
record HostPort(String host, int port) {
    private static final int PORT_MAX = 65_535;
    private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    /** @throws IllegalArgumentException with one line that names the address */
    static HostPort parse(String address) {
        int colon = address.lastIndexOf(':');
        String host = colon < 0 ? "" : address.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]") && host.indexOf(':') > 0;
        if (host.isEmpty() || !bracketed && (host.indexOf(':') >= 0 || host.indexOf('[') >= 0)) {
            throw malformed(address);
        }
        return new HostPort(bracketed ? host.substring(1, host.length() - 1) : host, port(address, colon));
    }

    static String format(InetSocketAddress address) {
        return new HostPort(address.getAddress().getHostAddress(), address.getPort()).toString();
    }

    /** Whether finding the host needs no name service. */
    boolean literal() {
        return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
    }

    @Override
    public String toString() {
        return host.indexOf(':') >= 0 ? "[" + host + "]:" + port : host + ":" + port;
    }

    private static int port(String address, int colon) {
        String digits = address.substring(colon + 1);
        if (digits.isEmpty() || digits.length() > 5 || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || Integer.parseInt(digits) > PORT_MAX) {
            throw malformed(address);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException malformed(String address) {
        return new IllegalArgumentException("address: expected host:port, actual \"" + address + "\"");
    }
}
