package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.network.FenceTag;

/** Datagrams from real sockets through the switch to scripted guests and back. */
@Timeout(120)
class UdpForwardTest {
    private static final int GUEST_IP = Ipv4.parse("10.0.2.15");
    private static final int READ_MILLIS_MAX = 60_000;

    private SwitchServer server;
    private DatagramSocket client;

    @BeforeEach
    void start() throws IOException {
        server = new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")),
                List.of(new UdpForward(0, "10.0.2.15", 7), new UdpForward(0, "10.0.2.15", 8)));
        client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client.setSoTimeout(READ_MILLIS_MAX);
    }

    @AfterEach
    void stop() {
        client.close();
        server.close();
    }

    @Test
    void datagramReachesTheGuestAndItsAnswerTheClient() throws Exception {
        try (Wire guest = guest()) {
            send(0, "hello");
            assertThat(answer(guest, Frames.mac(15), "<", ">")).isEqualTo(7);
            assertThat(receive(0)).isEqualTo("<hello>");
            send(1, "again");
            assertThat(answer(guest, Frames.mac(15), "[", "]")).isEqualTo(8);
            assertThat(receive(1)).isEqualTo("[again]");
        }
    }

    @Test
    void datagramsOfTheLargestAndTheSmallestSizePassAndLargerOnesAreCounted() throws Exception {
        try (Wire guest = guest()) {
            send(0, "x".repeat(Udp.PAYLOAD_BYTES_MAX + 1));
            send(0, "x".repeat(20_000));
            send(0, "y".repeat(Udp.PAYLOAD_BYTES_MAX));
            answer(guest, Frames.mac(15), "", "");
            assertThat(receive(0)).isEqualTo("y".repeat(Udp.PAYLOAD_BYTES_MAX));
            send(0, "");
            answer(guest, Frames.mac(15), "", "");
            assertThat(receive(0)).isEmpty();
            while (server.statistics().overflowed() < 2) {
                Thread.onSpinWait();
            }
        }
    }

    /** The survivor has the same addresses on another port: its announcement alone moves them. */
    @Test
    void clientKeepsItsConversationWhenTheGuestGoesLiveElsewhere() throws Exception {
        try (Wire old = guest(); Wire survivor = guest()) {
            old.bind(new FenceTag("guest", 1, 1));
            send(0, "one");
            answer(old, Frames.mac(15), "", " from the old");
            assertThat(receive(0)).isEqualTo("one from the old");
            survivor.bind(new FenceTag("guest", 1, 2));
            survivor.send(Announcement.rarp(Frames.mac(15)));
            old.rest();
            send(0, "two");
            answer(survivor, Frames.mac(15), "", " from the survivor");
            assertThat(receive(0)).isEqualTo("two from the survivor");
        }
    }

    private Wire guest() throws IOException {
        return new Wire(server.addresses().get(0)).reading();
    }

    /**
     * Plays the guest until it has answered one datagram.
     *
     * @return the guest's port that it was sent to
     */
    private static int answer(Wire guest, long mac, String before, String after) throws Exception {
        while (true) {
            byte[] frame = guest.next();
            Optional<Arp> arp = Arp.decode(frame);
            if (arp.isPresent() && arp.get().targetIp() == GUEST_IP) {
                guest.send(new Arp(Arp.REPLY, mac, GUEST_IP, arp.get().senderMac(), arp.get().senderIp())
                        .frame(arp.get().senderMac(), mac));
            }
            Optional<Udp> udp = Ethernet.destination(frame) == mac ? Udp.decode(frame) : Optional.empty();
            if (udp.isPresent()) {
                byte[] payload = (before + new String(udp.get().payload(), StandardCharsets.US_ASCII) + after)
                        .getBytes(StandardCharsets.US_ASCII);
                guest.send(new Udp(GUEST_IP, udp.get().targetPort(), udp.get().sourceIp(), udp.get().sourcePort(), payload)
                        .frame(Ethernet.source(frame), mac));
                return udp.get().targetPort();
            }
        }
    }

    private void send(int forward, String payload) throws IOException {
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(bytes, bytes.length, InetAddress.getByName("127.0.0.1"), server.forwards().get(forward).port()));
    }

    private String receive(int forward) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        client.receive(packet);
        assertThat(packet.getPort()).isEqualTo(server.forwards().get(forward).port());
        return new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII);
    }
}
