package org.vmft.isa.riscv32.guests;

import java.util.ArrayList;
import java.util.List;

/** The host at the other end of a wire: all the TCP clients of a test. */
final class Clients {
    private final List<TcpClient> all = new ArrayList<>();

    /** Those who hear of frames and time; a test may forget some. */
    List<TcpClient> all() {
        return all;
    }

    Wire on(Wire wire) {
        wire.host(new Wire.Host() {
            @Override
            public void frame(byte[] frame) {
                all.forEach(client -> client.frame(frame, wire.now()));
            }

            @Override
            public void tick(long now) {
                all.forEach(client -> client.tick(now));
            }
        });
        return wire;
    }

    /** As {@link TcpClient}, with ends of its own. */
    TcpClient connect(Wire wire, int serverPort, byte[] toSend, int window, int scale) {
        int number = all.size();
        TcpClient client = new TcpClient(wire, 40_000 + number, serverPort, -5_000 - number, toSend, window, scale);
        all.add(client);
        return client;
    }
}
