package org.vmft.itests.namespaces;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;

/** Sends a datagram to each address that it is told. */
public final class Datagrams {
    private static final int DISCARD_PORT = 9;

    private Datagrams() {}

    public static void main(String[] args) throws IOException {
        try (DatagramSocket socket = new DatagramSocket(); BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                socket.send(new DatagramPacket(new byte[1], 1, new InetSocketAddress(line, DISCARD_PORT)));
            }
        }
    }
}
