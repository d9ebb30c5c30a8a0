package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.vmft.api.network.Impairment;
import org.vmft.network.packet.Tcp;

class TcpSocketsTest extends TcpForwardContract {
    @Override
    Optional<Impairment> impairment(SplittableRandom source) {
        return Optional.empty();
    }

    @Override
    int streamBytes() {
        return 800_000;
    }

    @Override
    void assertPassedOver(SwitchStatistics statistics) {
        assertThat(statistics.lost() + statistics.duplicated() + statistics.reordered()).isZero();
    }

    @Test
    void manyClientsAreServedAndTooManyAreRefused() throws Exception {
        start(Optional.empty(), new byte[0]);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < TcpConnections.CONNECTIONS_MAX; i++) {
            clients.add(connect());
        }
        Socket oneTooMany = connect();

        assertThatThrownBy(() -> oneTooMany.getInputStream().read()).isInstanceOf(SocketException.class);
        assertThat(clients).allMatch(client -> !client.isInputShutdown());
    }

    @Test
    void theCaptureHoldsTheFramesInOrder() throws Exception {
        start(Optional.empty(), bytes(10));
        Socket client = connect();
        guest().goLive(1);
        client.getInputStream().readAllBytes();
        server().close();

        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(capture()));
        assertThat(in.getInt()).isEqualTo(0xa1b23c4d);
        in.position(24);
        List<Tcp> segments = new ArrayList<>();
        long last = 0;
        while (in.hasRemaining()) {
            long time = in.getInt() * 1_000_000_000L + in.getInt();
            assertThat(time).isGreaterThanOrEqualTo(last);
            last = time;
            byte[] frame = new byte[in.getInt()];
            assertThat(in.getInt()).isEqualTo(frame.length);
            in.get(frame);
            Tcp.decode(frame).ifPresent(segments::add);
        }
        // A guest that is slow to answer is asked again.
        List<Tcp> opening = segments.stream().filter(segment -> segment.has(Tcp.SYN)).toList();
        assertThat(opening.stream().map(Tcp::flags).distinct()).containsExactly(Tcp.SYN, Tcp.SYN | Tcp.ACK);
        assertThat(opening.stream().map(Tcp::sequence).distinct()).hasSize(2);
        assertThat(segments).startsWith(opening.get(0));
        assertThat(segments.stream().filter(segment -> !segment.has(Tcp.SYN)).findFirst().orElseThrow().acknowledgment())
                .isEqualTo(opening.get(opening.size() - 1).sequence() + 1);
    }
}
