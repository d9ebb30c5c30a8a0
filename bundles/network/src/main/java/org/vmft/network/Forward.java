package org.vmft.network;

import org.vmft.api.network.HostPort;
import org.vmft.network.packet.Ipv4;
import org.vmft.network.tcp.TcpConnection;

/**
 * A port of the host that leads to a guest's; UDP and TCP have ports of their own.
 *
 * @param hostPort on the loopback interface; 0 to let the system choose one
 */
public record Forward(int hostPort, String guestIp, int guestPort) {
    static final String HOST = "127.0.0.1";
    private static final String NETWORK = "10.0.2.";

    public Forward {
        int ip = Ipv4.parse(guestIp);
        int last = ip & 0xff;
        if (!guestIp.startsWith(NETWORK) || ip == Gateway.IP || last == 0 || last == 255) {
            throw new IllegalArgumentException("expected a guest's address on " + NETWORK + "0/24, actual " + guestIp);
        }
        if (hostPort < 0 || hostPort > 65535 || guestPort < 1 || guestPort > 65535) {
            throw new IllegalArgumentException("expected ports up to 65535, actual " + hostPort + ", " + guestPort);
        }
    }

    /** @throws IllegalArgumentException with one line, unless {@code text} is {@code HOSTPORT:GUESTIP:GUESTPORT} */
    public static Forward parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3 || !parts[0].matches("[0-9]{1,5}") || !parts[2].matches("[0-9]{1,5}")) {
            throw new IllegalArgumentException("expected HOSTPORT:GUESTIP:GUESTPORT, actual \"" + text + "\"");
        }
        return new Forward(Integer.parseInt(parts[0]), parts[1], Integer.parseInt(parts[2]));
    }

    HostPort host() {
        return new HostPort(HOST, hostPort);
    }

    TcpConnection.End guest() {
        return new TcpConnection.End(Ipv4.parse(guestIp), guestPort);
    }
}
