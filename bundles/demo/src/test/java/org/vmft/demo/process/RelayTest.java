package org.vmft.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.network.HostPort;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RelayTest {
    /** How long to see that nothing comes; the longer, the surer that it would be seen. */
    private static final int SILENCE_MILLIS = 300;

    private ServerSocket target;
    private Relay relay;
    private Socket near;
    private Socket far;

    @BeforeEach
    void connect() throws Exception {
        target = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        relay = new Relay((InetSocketAddress) target.getLocalSocketAddress());
        near = connected();
        far = target.accept();
    }

    private Socket connected() throws Exception {
        return connectedTo(relay);
    }

    private static Socket connectedTo(Relay relay) throws Exception {
        InetSocketAddress address = HostPort.parse(relay.address()).resolve();
        return new Socket(address.getAddress(), address.getPort());
    }

    @AfterEach
    void close() throws Exception {
        near.close();
        far.close();
        relay.close();
        target.close();
    }

    private static void passes(Socket from, Socket to, int length) throws Exception {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * 31);
        }
        Thread writer = new Thread(() -> {
            try {
                OutputStream out = from.getOutputStream();
                out.write(bytes);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        writer.start();
        assertThat(to.getInputStream().readNBytes(length)).isEqualTo(bytes);
        writer.join();
    }

    private static void staysSilent(Socket socket) throws Exception {
        socket.setSoTimeout(SILENCE_MILLIS);
        InputStream in = socket.getInputStream();
        assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    }

    @Test
    void passesWhatIsSaidInBothDirections() throws Exception {
        passes(near, far, 1);
        passes(far, near, 1);
        passes(near, far, 1_000_000);
        passes(far, near, 1_000_000);
    }

    @Test
    void passesNothingAndClosesNothingOnceSilenced() throws Exception {
        passes(near, far, 10);
        passes(far, near, 10);
        relay.silence();
        near.getOutputStream().write(1);
        far.getOutputStream().write(1);
        staysSilent(near);
        staysSilent(far);
        near.getOutputStream().write(1);
        far.getOutputStream().write(1);
    }

    @Test
    void closingOneSideDoesNotReachTheOtherOnceSilenced() throws Exception {
        relay.silence();
        near.close();
        staysSilent(far);
    }

    @Test
    void acceptsAndSaysNothingToWhoConnectsOnceSilenced() throws Exception {
        relay.silence();
        try (Socket late = connected()) {
            staysSilent(late);
        }
    }

    @Test
    void closesTheOtherSideWhenOneIsClosed() throws Exception {
        near.close();
        assertThat(far.getInputStream().read()).isEqualTo(-1);
    }

    @Test
    void closesWhoConnectsWhenTheTargetRefuses() throws Exception {
        target.close();
        try (Socket refused = connected()) {
            assertThat(refused.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void passesEverythingInOrderAndCountsItWhenItDelays() throws Exception {
        try (Relay late = new Relay((InetSocketAddress) target.getLocalSocketAddress(), 1_000_000);
                Socket client = connectedTo(late);
                Socket server = target.accept()) {
            passes(client, server, 6_000_000);
            passes(server, client, 1_000);
            assertThat(late.bytesToTarget()).isEqualTo(6_000_000);
            assertThat(late.bytesFromTarget()).isEqualTo(1_000);
        }
    }

    @Test
    void whatIsUnderWayArrivesBeforeTheEndWhenItDelays() throws Exception {
        try (Relay late = new Relay((InetSocketAddress) target.getLocalSocketAddress(), 20_000_000);
                Socket client = connectedTo(late);
                Socket server = target.accept()) {
            client.getOutputStream().write(new byte[100]);
            client.close();
            assertThat(server.getInputStream().readAllBytes()).hasSize(100);
        }
    }
}
