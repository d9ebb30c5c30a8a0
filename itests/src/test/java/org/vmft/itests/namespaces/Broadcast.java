package org.vmft.itests.namespaces;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** For each line sends a datagram to another neighbour that does not exist, so that this host asks everybody who that is. */
public final class Broadcast {
    private static final int DISCARD_PORT = 9;

    private Broadcast() {}

    /** @param args the first address that is nobody's */
    public static void main(String[] args) throws IOException {
        byte[] address = InetAddress.getByName(args[0]).getAddress();
        try (DatagramSocket socket = new DatagramSocket()) {
            while (System.in.read() == '\n') {
                socket.send(new DatagramPacket(new byte[1], 1, InetAddress.getByAddress(address), DISCARD_PORT));
                address[address.length - 1]++;
            }
        }
    }
}
