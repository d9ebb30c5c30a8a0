package org.vmft.isa.riscv32.guests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.network.packet.Udp;
import org.vmft.testkit.Seed;

/**
 * How many steps the server guest takes, which is what an interpreter makes slow. The bounds are a little above what it
 * took when they were chosen.
 */
class ServerGuestCostTest {
    private static final int HTTP = 80;
    private static final int REQUESTS = 7777;
    private static final int BYTES = 1 << 20;
    private static final int CLIENT_WINDOW = 256 << 10;
    private static final int SCALE = 3;

    private final Wire wire = new Wire(Seed.random("ServerGuestCostTest"), 0);

    private double stepsPerByte(byte[] toSend) {
        TcpClient client = new TcpClient(wire, 40_000, HTTP, 5, toSend, CLIENT_WINDOW, SCALE);
        wire.host(new Wire.Host() {
            @Override
            public void frame(byte[] frame) {
                client.frame(frame, wire.now());
            }

            @Override
            public void tick(long now) {
                client.tick(now);
            }
        });
        long before = wire.step();
        wire.runUntil("end", client::ended);
        assertThat(client.reset()).isFalse();
        return (wire.step() - before) / (double) BYTES;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Test
    void aByteSentTakesFewSteps() {
        assertThat(stepsPerByte(ascii("GET /cgi-bin/bytes/" + BYTES + " HTTP/1.0\r\n\r\n"))).isLessThan(5);
    }

    @Test
    void aByteReceivedTakesFewSteps() {
        byte[] head = ascii("POST /cgi-bin/checksum HTTP/1.0\r\nContent-Length: " + BYTES + "\r\n\r\n");
        assertThat(stepsPerByte(ByteBuffer.allocate(head.length + BYTES).put(head).array())).isLessThan(9.5);
    }

    @Test
    void aRequestTakesFewStepsHoweverManyWereAnswered() {
        List<byte[]> answers = new ArrayList<>();
        wire.host(new Wire.Host() {
            @Override
            public void frame(byte[] frame) {
                Udp.decode(frame).ifPresent(udp -> answers.add(udp.payload()));
            }

            @Override
            public void tick(long now) {}
        });
        int requests = 600;
        int counted = 100;
        long began = 0;
        for (int id = 1; id <= requests; id++) {
            byte[] request = ByteBuffer.allocate(16).putInt(0x56524551).putLong(id).putInt(9).array();
            wire.send(new Udp(Wire.HOST_IP, 5000, Wire.GUEST_IP, REQUESTS, request).frame(Wire.GUEST_MAC, Wire.HOST_MAC));
            int asked = id;
            wire.runUntil("answer " + id, () -> answers.size() == asked);
            began = id == requests - counted ? wire.step() : began;
        }
        assertThat((wire.step() - began) / counted).isLessThan(2000);
    }

    @Test
    void startingTakesFewSteps() {
        assertThat(wire.step()).isLessThan(100_000);
    }
}
