package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.HostPort;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.packet.Udp;

/** Datagrams from real sockets through the switch to scripted guests and back. */
@Timeout(120)
class UdpSocketsTest {
    private static final int READ_MILLIS_MAX = 2_000;
    private static final int ATTEMPTS_MAX = 30;

    private final List<Wire> wires = new ArrayList<>();
    private SwitchServer server;
    private DatagramSocket client;

    @BeforeEach
    void start() throws IOException {
        server = new SwitchServer(List.of(StreamAddress.parse("127.0.0.1:0")),
                new Forwards(List.of(new Forward(0, ScriptedGuest.NAME, 7), new Forward(0, ScriptedGuest.NAME, 8)), List.of()));
        client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        client.setSoTimeout(READ_MILLIS_MAX);
    }

    @AfterEach
    void stop() throws IOException {
        for (Wire wire : wires) {
            wire.close();
        }
        client.close();
        server.close();
    }

    @Test
    void datagramReachesTheGuestAndItsAnswerTheClient() throws Exception {
        play(station(), "<", ">");
        assertAnswered(0, "hello", "<hello>7");
        assertAnswered(1, "again", "<again>8");
    }

    @Test
    void datagramsOfTheLargestAndTheSmallestSizePassAndLargerOnesAreCounted() throws Exception {
        play(station(), "", "");
        send(0, "x".repeat(Udp.PAYLOAD_BYTES_MAX + 1));
        send(0, "x".repeat(20_000));
        assertAnswered(0, "y".repeat(Udp.PAYLOAD_BYTES_MAX), "y".repeat(Udp.PAYLOAD_BYTES_MAX - 1) + 7);
        assertAnswered(0, "", "7");
        while (server.statistics().overflowed() < 2) {
            Thread.onSpinWait();
        }
    }

    /** The survivor has the same addresses on another port: its announcement alone moves them. */
    @Test
    void clientKeepsItsConversationWhenTheGuestGoesLiveElsewhere() throws Exception {
        Wire old = station();
        Wire survivor = station();
        old.bind(new FenceTag("guest", 1, 1));
        play(old, "", " of the old at ");
        assertAnswered(0, "one", "one of the old at 7");
        survivor.bind(new FenceTag("guest", 1, 2));
        survivor.send(Announcement.rarp(ScriptedGuest.MAC));
        play(survivor, "", " of the survivor at ");
        assertAnswered(0, "two", "two of the survivor at 7");
    }

    private Wire station() throws Exception {
        Wire wire = Wire.open(server.addresses().get(0));
        wires.add(wire);
        return wire;
    }

    /** Answers with what came, in between these and followed by the port it came to; cut to what fits. */
    private static void play(Wire guest, String before, String after) {
        Thread thread = new Thread(() -> {
            try {
                while (true) {
                    answer(guest, guest.next(), before, after);
                }
            } catch (IOException | InterruptedException | AssertionError e) {
                assertThat(e).as("the connection ended").isNotNull();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    private static void answer(Wire guest, byte[] frame, String before, String after) throws IOException {
        Optional<byte[]> reply = ScriptedGuest.arpReply(frame);
        if (reply.isPresent()) {
            guest.send(reply.get());
        }
        Optional<Udp> udp = Ethernet.destination(frame) == ScriptedGuest.MAC ? Udp.decode(frame) : Optional.empty();
        if (udp.isPresent()) {
            String text = before + new String(udp.get().payload(), StandardCharsets.US_ASCII) + after;
            String port = Integer.toString(udp.get().targetPort());
            byte[] payload = (text.substring(0, Math.min(text.length(), Udp.PAYLOAD_BYTES_MAX - port.length())) + port)
                    .getBytes(StandardCharsets.US_ASCII);
            guest.send(new Udp(ScriptedGuest.IP, udp.get().targetPort(), udp.get().sourceIp(), udp.get().sourcePort(), payload)
                    .frame(Ethernet.source(frame), ScriptedGuest.MAC));
        }
    }

    /** As clients do, sends again when no answer comes: on a slow machine the guest may be looked for in vain. */
    private void assertAnswered(int forward, String payload, String expected) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int attempt = 0; attempt < ATTEMPTS_MAX && !answers.contains(expected); attempt++) {
            send(forward, payload);
            DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
            try {
                client.receive(packet);
                answers.add(new String(packet.getData(), 0, packet.getLength(), StandardCharsets.US_ASCII));
                assertThat(packet.getPort()).isIn(server.udpForwards().stream().map(HostPort::port).toList());
            } catch (SocketTimeoutException e) {
                answers.add("timeout");
            }
        }
        assertThat(answers).contains(expected);
    }

    private void send(int forward, String payload) throws IOException {
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        client.send(new DatagramPacket(bytes, bytes.length, InetAddress.getLoopbackAddress(), server.udpForwards().get(forward).port()));
    }
}
