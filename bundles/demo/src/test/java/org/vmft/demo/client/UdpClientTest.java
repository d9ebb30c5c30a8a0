package org.vmft.demo.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.testkit.Seed;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class UdpClientTest {
    private static final int ANSWERS = 100;

    private final SplittableRandom random = Seed.random("UdpClientTest");

    @Test
    void isAnsweredInTheEndByAServerThatLosesEveryThirdDatagram() throws Exception {
        ScriptedServer server = new ScriptedServer();
        Semaphore received = new Semaphore(0);
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                UdpClient client = new UdpClient((InetSocketAddress) socket.getLocalSocketAddress(),
                        new Conversation(random.split(), System.nanoTime()), received::release)) {
            boolean finishing = false;
            DatagramPacket packet = new DatagramPacket(new byte[2048], 2048);
            while (!client.answeredAll() || !finishing) {
                packet.setLength(2048);
                socket.receive(packet);
                if (random.nextInt(3) > 0) {
                    byte[] answer = server.answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                    socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                    received.acquire();
                }
                if (!finishing && client.answered() >= ANSWERS) {
                    client.finish();
                    finishing = true;
                }
            }
            ClientFacts facts = client.facts();
            assertThat(facts.answered()).isEqualTo(facts.requests()).isEqualTo(server.counter()).isGreaterThanOrEqualTo(ANSWERS);
            assertThat(facts.lost() + facts.divergences() + facts.strange()).isZero();
            assertThat(facts.retransmissions()).isPositive();
            assertThat(client.answers()).hasSize((int) facts.answered());
        }
    }

    @Test
    void goesOnAskingWhereNobodyListens() throws Exception {
        InetSocketAddress nobody;
        try (DatagramSocket socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            nobody = (InetSocketAddress) socket.getLocalSocketAddress();
        }
        Conversation conversation = new Conversation(random.split(), System.nanoTime());
        try (UdpClient client = new UdpClient(nobody, conversation, () -> { })) {
            while (client.facts().retransmissions() < 10) {
                Thread.onSpinWait();
            }
            assertThat(client.answered()).isZero();
        }
    }
}
