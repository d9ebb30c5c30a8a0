package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.testkit.ChildJvm;

@Timeout(240)
class AcceptingChannelTest {
    /** More than a Java program's libraries take; some of them stay for clients. */
    private static final int DESCRIPTORS = 150;
    /** The kernel asks again after one second and after three when its queue was full for a moment. */
    private static final int CONNECT_MILLIS_MAX = 10_000;

    /** The connection that cannot be accepted keeps the channel ready: asked again at once, it would be asked a million times. */
    @Test
    void aHostWithoutDescriptorsIsAskedNowAndThen() throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (ChildJvm process = ChildJvm.withDescriptors(DESCRIPTORS, AcceptingProcess.class)) {
            InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(process.line()));
            boolean room = true;
            while (room && clients.size() < DESCRIPTORS) {
                Socket client = new Socket();
                clients.add(client);
                room = connects(client, address);
            }
            assertThat(process.line()).isEqualTo("fails");
            assertThat(Integer.parseInt(process.line())).isBetween(1, 3);
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    /** False when the kernel's queue is full and nobody empties it. */
    private static boolean connects(Socket client, InetSocketAddress address) throws IOException {
        try {
            client.connect(address, CONNECT_MILLIS_MAX);
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        }
    }
}
