package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.Impairment;
import org.vmft.network.packet.Ethernet;

/** The forwarder at the end of a line that delays, drops, duplicates and reorders what passes it. */
class ImpairedForwarderTest extends TcpForwardContract {
    private static final int DATAGRAMS = 200;
    private static final int REPEAT_MILLIS = 100;

    @Override
    Optional<Impairment> impairment(SplittableRandom source) {
        return line("delay=1,jitter=2,drop=3,duplicate=3,reorder=5", source);
    }

    private static Optional<Impairment> line(String impairment, SplittableRandom source) {
        return Optional.of(Impairment.parse(impairment, source.nextInt(1000)));
    }

    @Override
    int streamBytes() {
        return 200_000;
    }

    @Override
    void assertPassedOver(SwitchStatistics statistics) {
        assertThat(statistics.lost()).isPositive();
        assertThat(statistics.duplicated()).isPositive();
        assertThat(statistics.reordered()).isPositive();
    }

    /** Of datagrams nothing is promised but that they are whole; as clients do, this one asks again. */
    @Test
    void datagramsComeWholeOrNotAtAllAndAgainWhenAskedAgain() throws Exception {
        start(line("drop=20,duplicate=20,reorder=20", random()), new byte[0]);
        guest().goLive(1);
        List<byte[]> sent = new ArrayList<>();
        TreeSet<Integer> unanswered = new TreeSet<>();
        for (int i = 0; i < DATAGRAMS; i++) {
            sent.add(ByteBuffer.wrap(bytes(4 + random().nextInt(1000))).putInt(0, i).array());
            unanswered.add(i);
        }
        try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            client.connect(InetAddress.getLoopbackAddress(), server().udpForwards().get(0).port());
            client.setSoTimeout(REPEAT_MILLIS);
            while (!unanswered.isEmpty()) {
                for (int i : unanswered) {
                    client.send(new DatagramPacket(sent.get(i), sent.get(i).length));
                }
                for (Optional<byte[]> answer = receive(client); answer.isPresent(); answer = receive(client)) {
                    int number = ByteBuffer.wrap(answer.get()).getInt();
                    assertThat(answer.get()).isEqualTo(sent.get(number));
                    unanswered.remove(number);
                }
            }
        }
        assertPassedOver(server().statistics());
    }

    private static Optional<byte[]> receive(DatagramSocket client) throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[2000], 2000);
        try {
            client.receive(packet);
            return Optional.of(Arrays.copyOf(packet.getData(), packet.getLength()));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    /** It would arrive in a minute. */
    @Test
    void whatIsOnItsWayFromAStalePortIsPurgedWhenAHigherGenerationIsBound() throws Exception {
        start(line("delay=60000", random()), new byte[0]);
        Wire stale = opened(Wire.open(server().addresses().get(0)));
        Wire other = opened(Wire.open(server().addresses().get(0)));
        stale.bind(new FenceTag("stale", 1, 1));
        for (int i = 1; i <= 5; i++) {
            stale.send(Frames.frame(Ethernet.BROADCAST, Frames.mac(1), i));
        }
        other.markersUntil(5);
        assertThat(server().statistics().purged()).isZero();

        Wire fresh = opened(Wire.open(server().addresses().get(0)));
        assertThat(fresh.bind(new FenceTag("stale", 1, 2))).isEqualTo(FenceFrame.Kind.BOUND);

        while (server().statistics().fencings() == 0 && !Thread.currentThread().isInterrupted()) {
            Thread.yield();
        }
        assertThat(server().statistics().purged()).isEqualTo(5);
    }
}
