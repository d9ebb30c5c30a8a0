package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vmft.network.packet.Arp;
import org.vmft.network.packet.Ethernet;
import org.vmft.network.packet.Ipv4;
import org.vmft.network.packet.Udp;
import org.vmft.testkit.Seed;

class GatewayTest {
    private static final int GUEST_IP = Ipv4.parse("10.0.2.15");
    private static final int OTHER_IP = Ipv4.parse("10.0.2.16");
    private static final long GUEST = Frames.mac(15);
    private static final long MOVED = Frames.mac(99);

    private final List<byte[]> frames = new ArrayList<>();
    private final List<String> datagrams = new ArrayList<>();
    private final Gateway gateway = new Gateway(
            new Forwards(List.of(new Forward(0, "10.0.2.15", 7), new Forward(0, "10.0.2.16", 9)), List.of()), () -> 1000, new Gateway.Outlet() {
                @Override
                public void frame(byte[] frame) {
                    frames.add(frame);
                }

                @Override
                public void datagram(int forward, InetSocketAddress client, byte[] payload) {
                    datagrams.add(forward + " " + client.getPort() + " " + new String(payload));
                }
            });
    private long now = -1_000;

    @Test
    void datagramWaitsForTheGuestsAddressAndTheAnswerFindsItsClient() {
        datagram(0, 5000, "hello");
        assertThat(frames).hasSize(1);
        Arp request = Arp.decode(frames.get(0)).orElseThrow();
        assertThat(request).isEqualTo(new Arp(Arp.REQUEST, Gateway.MAC, Gateway.IP, 0, GUEST_IP));
        assertThat(Ethernet.destination(frames.get(0))).isEqualTo(Ethernet.BROADCAST);
        assertThat(Ethernet.source(frames.get(0))).isEqualTo(Gateway.MAC);

        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        Udp sent = sent(1, GUEST);
        assertThat(new String(sent.payload())).isEqualTo("hello");
        assertThat(sent.sourceIp()).isEqualTo(Gateway.IP);
        assertThat(sent.targetIp()).isEqualTo(GUEST_IP);
        assertThat(sent.targetPort()).isEqualTo(7);

        answer(GUEST, sent, "world");
        assertThat(datagrams).containsExactly("0 5000 world");
    }

    @Test
    void eachClientOfEachForwardHasItsOwnPort() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        arpFrom(Frames.mac(16), OTHER_IP, Arp.REPLY);
        datagram(0, 5000, "a");
        datagram(0, 5001, "b");
        datagram(1, 5000, "c");
        datagram(0, 5000, "d");
        assertThat(sent(0, GUEST).sourcePort()).isEqualTo(sent(3, GUEST).sourcePort());
        assertThat(new TreeSet<>(List.of(sent(0, GUEST).sourcePort(), sent(1, GUEST).sourcePort(), sent(2, Frames.mac(16)).sourcePort())))
                .hasSize(3);
        answer(GUEST, sent(1, GUEST), "B");
        answer(Frames.mac(16), sent(2, Frames.mac(16)), "C");
        assertThat(datagrams).containsExactly("0 5001 B", "1 5000 C");
    }

    @Test
    void requestIsRepeatedAFewTimesAndThenItsDatagramsAreDropped() {
        assertThat(gateway.untilTick(now)).isEmpty();
        for (int i = 0; i < Neighbour.PENDING_MAX + 3; i++) {
            datagram(0, 5000 + i, "x");
        }
        assertThat(gateway.dropped()).isEqualTo(3);
        for (int attempt = 1; attempt <= Neighbour.ATTEMPTS_MAX; attempt++) {
            assertThat(frames).hasSize(attempt);
            assertThat(gateway.untilTick(now)).hasValue(Neighbour.RETRY_NANOS);
            tick(Neighbour.RETRY_NANOS - 1);
            assertThat(frames).hasSize(attempt);
            tick(1);
        }
        assertThat(frames).hasSize(Neighbour.ATTEMPTS_MAX);
        assertThat(gateway.dropped()).isEqualTo(Neighbour.PENDING_MAX + 3);
        assertThat(gateway.untilTick(now)).isEmpty();
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        assertThat(frames).as("nothing is left to send").hasSize(Neighbour.ATTEMPTS_MAX);
        datagram(0, 5000, "again");
        assertThat(new String(sent(Neighbour.ATTEMPTS_MAX, GUEST).payload())).isEqualTo("again");
    }

    @Test
    void failedSearchBeginsAgainWithTheNextDatagram() {
        datagram(0, 5000, "lost");
        for (int i = 0; i < Neighbour.ATTEMPTS_MAX; i++) {
            tick(Neighbour.RETRY_NANOS);
        }
        frames.clear();
        datagram(0, 5000, "found");
        assertThat(Arp.decode(frames.get(0))).isPresent();
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        assertThat(new String(sent(1, GUEST).payload())).isEqualTo("found");
    }

    @Test
    void gratuitousArpMovesTheGuest() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        gateway.frame(Announcement.gratuitousArp(MOVED, GUEST_IP), now);
        datagram(0, 5000, "x");
        assertThat(Ethernet.destination(frames.get(0))).isEqualTo(MOVED);
    }

    @Test
    void silentGuestIsAskedForAgainWhileDatagramsStillGoToItsAddress() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        now += Neighbour.CONFIRMED_NANOS_MAX;
        datagram(0, 5000, "x");
        sent(0, GUEST);
        assertThat(Arp.decode(frames.get(1)).orElseThrow().targetIp()).isEqualTo(GUEST_IP);
        for (int i = 0; i < Neighbour.ATTEMPTS_MAX; i++) {
            tick(Neighbour.RETRY_NANOS);
        }
        frames.clear();
        datagram(0, 5000, "y");
        assertThat(Arp.decode(frames.get(0))).as("address is unknown again").isPresent();
    }

    @Test
    void answersKeepTheAddressConfirmedAndAnswersFromElsewhereMakeItDoubtful() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        datagram(0, 5000, "x");
        now += Neighbour.CONFIRMED_NANOS_MAX - 1;
        answer(GUEST, sent(0, GUEST), "y");
        now += Neighbour.CONFIRMED_NANOS_MAX - 1;
        datagram(0, 5000, "z");
        assertThat(frames).as("not asked").hasSize(2);
        answer(MOVED, sent(1, GUEST), "moved");
        assertThat(datagrams).hasSize(2);
        assertThat(Arp.decode(frames.get(2))).as("asked").isPresent();
        arpFrom(MOVED, GUEST_IP, Arp.REPLY);
        datagram(0, 5000, "z");
        sent(3, MOVED);
    }

    @Test
    void requestForTheGatewayIsAnsweredToTheAskerAlone() {
        gateway.frame(new Arp(Arp.REQUEST, GUEST, GUEST_IP, 0, Gateway.IP).frame(Ethernet.BROADCAST, GUEST), now);
        assertThat(Arp.decode(frames.get(0))).contains(new Arp(Arp.REPLY, Gateway.MAC, Gateway.IP, GUEST, GUEST_IP));
        assertThat(Ethernet.destination(frames.get(0))).isEqualTo(GUEST);
        gateway.frame(new Arp(Arp.REQUEST, GUEST, GUEST_IP, 0, OTHER_IP).frame(Ethernet.BROADCAST, GUEST), now);
        assertThat(frames).hasSize(1);
        datagram(0, 5000, "learnt from the request");
        sent(1, GUEST);
    }

    @Test
    void datagramTooLargeIsDroppedAndTheLargestGoesWhole() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        gateway.datagram(0, client(5000), new byte[Udp.PAYLOAD_BYTES_MAX + 1], now);
        assertThat(frames).isEmpty();
        assertThat(gateway.dropped()).isEqualTo(1);
        gateway.datagram(0, client(5000), new byte[Udp.PAYLOAD_BYTES_MAX], now);
        assertThat(sent(0, GUEST).payload()).hasSize(Udp.PAYLOAD_BYTES_MAX);
        assertThat(frames.get(0)).hasSize(1514);
    }

    @Test
    void answerFromAnotherHostOrPortOrToNobodyIsDropped() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        datagram(0, 5000, "x");
        Udp sent = sent(0, GUEST);
        byte[] payload = {1};
        for (Udp wrong : List.of(
                new Udp(OTHER_IP, 7, Gateway.IP, sent.sourcePort(), payload),
                new Udp(GUEST_IP, 8, Gateway.IP, sent.sourcePort(), payload),
                new Udp(GUEST_IP, 7, Gateway.IP, sent.sourcePort() + 1, payload),
                new Udp(GUEST_IP, 7, OTHER_IP, sent.sourcePort(), payload))) {
            gateway.frame(wrong.frame(Gateway.MAC, GUEST), now);
        }
        gateway.frame(new Udp(GUEST_IP, 7, Gateway.IP, sent.sourcePort(), payload).frame(Frames.mac(3), GUEST), now);
        assertThat(datagrams).isEmpty();
        assertThat(gateway.dropped()).isEqualTo(4);
    }

    @Test
    void clientSilentForLongestMakesRoomAndItsPortIsNotGivenAwayAtOnce() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        for (int i = 0; i <= NatTable.ENTRIES_MAX; i++) {
            now++;
            datagram(0, 1000 + i, "x");
        }
        Udp first = sent(0, GUEST);
        Udp last = sent(NatTable.ENTRIES_MAX, GUEST);
        assertThat(last.sourcePort()).isNotEqualTo(first.sourcePort());
        answer(GUEST, first, "late");
        assertThat(datagrams).isEmpty();
        answer(GUEST, last, "in time");
        answer(GUEST, sent(1, GUEST), "too");
        assertThat(datagrams).containsExactly("0 " + (1000 + NatTable.ENTRIES_MAX) + " in time", "0 1001 too");
    }

    @Test
    void clientIsForgottenAfterAWhileUnlessItOrItsGuestSpeaks() {
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        datagram(0, 5000, "x");
        Udp sent = sent(0, GUEST);
        now += NatTable.IDLE_NANOS_MAX - 1;
        answer(GUEST, sent, "1");
        now += NatTable.IDLE_NANOS_MAX - 1;
        answer(GUEST, sent, "2");
        now += NatTable.IDLE_NANOS_MAX;
        answer(GUEST, sent, "3");
        assertThat(datagrams).containsExactly("0 5000 1", "0 5000 2");
    }

    @Test
    void portsAreUsedInTurnAndWrapAround() {
        NatTable nat = new NatTable();
        TreeSet<Integer> ports = new TreeSet<>();
        for (int i = 0; i < 40_000; i++) {
            int port = nat.port(new NatTable.Client(i, client(1 + i % 60_000)), i);
            assertThat(port).isBetween(49152, 65535);
            ports.add(port);
        }
        assertThat(ports).hasSize(65536 - 49152);
        assertThat(nat.size()).isEqualTo(NatTable.ENTRIES_MAX);
    }

    @Test
    void randomFramesNeverReachAClientAndNeverFail() {
        SplittableRandom random = Seed.random("randomFramesNeverReachAClientAndNeverFail");
        arpFrom(GUEST, GUEST_IP, Arp.REPLY);
        datagram(0, 5000, "x");
        Udp sent = sent(0, GUEST);
        byte[] good = new Udp(GUEST_IP, 7, Gateway.IP, sent.sourcePort(), new byte[20]).frame(Gateway.MAC, GUEST);
        for (int i = 0; i < 50_000; i++) {
            byte[] frame = good.clone();
            frame[14 + random.nextInt(frame.length - 14)] ^= (byte) (1 << random.nextInt(8));
            frame = Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            gateway.frame(frame, now);
        }
        assertThat(datagrams).isEmpty();
        gateway.frame(good, now);
        assertThat(datagrams).hasSize(1);
    }

    @Test
    void arpFromAMulticastAddressIsIgnored() {
        arpFrom(0x0100_5e00_0001L, GUEST_IP, Arp.REPLY);
        datagram(0, 5000, "x");
        assertThat(Arp.decode(frames.get(0))).isPresent();
    }

    private void datagram(int forward, int clientPort, String payload) {
        gateway.datagram(forward, client(clientPort), payload.getBytes(), now);
    }

    private static InetSocketAddress client(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private void tick(long nanos) {
        now += nanos;
        gateway.tick(now);
    }

    private void arpFrom(long mac, int ip, int operation) {
        gateway.frame(new Arp(operation, mac, ip, Gateway.MAC, Gateway.IP).frame(Gateway.MAC, GUEST), now);
    }

    private void answer(long mac, Udp to, String payload) {
        gateway.frame(new Udp(to.targetIp(), to.targetPort(), Gateway.IP, to.sourcePort(), payload.getBytes())
                .frame(Gateway.MAC, mac), now);
    }

    private Udp sent(int index, long mac) {
        assertThat(frames).hasSizeGreaterThan(index);
        assertThat(Ethernet.destination(frames.get(index))).isEqualTo(mac);
        assertThat(Ethernet.source(frames.get(index))).isEqualTo(Gateway.MAC);
        return Udp.decode(frames.get(index)).orElseThrow();
    }
}
