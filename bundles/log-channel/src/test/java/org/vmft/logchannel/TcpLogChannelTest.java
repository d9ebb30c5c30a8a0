package org.vmft.logchannel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkAcceptor;

@Timeout(120)
class TcpLogChannelTest {
    private static final int DIAL_MILLIS = 20_000;
    private final TcpLogChannel channel = new TcpLogChannel();
    private final EventQueue dialler = new EventQueue();
    private final EventQueue acceptor = new EventQueue();
    private RandomMessages messages;
    private Link dialling;
    private Link accepting;

    @BeforeEach
    void seed(TestInfo info) {
        messages = new RandomMessages(info.getDisplayName());
    }

    @AfterEach
    void everythingEnds() {
        channel.close();
        assertThat(threads()).isEmpty();
        assertThat(dialler.concurrentCalls.get() + acceptor.concurrentCalls.get()).isZero();
    }

    @Test
    void messagesCrossBothWaysInOrder() throws Exception {
        connect("127.0.0.1:0");
        List<ChannelMessage> there = new ArrayList<>();
        List<ChannelMessage> back = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            there.add(messages.message());
            back.add(messages.message());
            sendOrWait(dialling, there.get(i));
            sendOrWait(accepting, back.get(i));
        }
        for (int i = 0; i < 200; i++) {
            assertThat(Encoded.of(acceptor.next(EventQueue.Received.class).message())).isEqualTo(Encoded.of(there.get(i)));
            assertThat(Encoded.of(dialler.next(EventQueue.Received.class).message())).isEqualTo(Encoded.of(back.get(i)));
        }
    }

    @Test
    void ipv6LiteralsAreAddresses() throws Exception {
        assumeTrue(loopbackHasIpv6(), "this host has no address ::1");
        LinkAcceptor listening = connect("[::1]:0");
        assertThat(listening.address()).matches("\\[::1]:[1-9]\\d*");
        dialling.send(new ChannelMessage.Watermark(7));
        assertThat(acceptor.next(EventQueue.Received.class).message()).isEqualTo(new ChannelMessage.Watermark(7));
    }

    @Test
    void closingTellsBothSidesOnceAndDeliversWhatWasSentBefore() throws Exception {
        connect("127.0.0.1:0");
        ChannelMessage last = new ChannelMessage.Diverged("at step 5");
        assertThat(dialling.send(last)).isTrue();
        dialling.close("diverged");
        dialling.close("again");
        assertThat(dialling.send(last)).isFalse();
        assertThat(acceptor.next(EventQueue.Received.class).message()).isEqualTo(last);
        assertThat(acceptor.next(EventQueue.Closed.class).reason()).isEqualTo("connection closed by the peer");
        assertThat(dialler.next(EventQueue.Closed.class).reason()).isEqualTo("diverged");
        accepting.close("late");
        channel.close();
        assertThat(dialler.waiting() + acceptor.waiting()).isZero();
    }

    @Test
    void lastWordsArriveEvenWhileThePeerIsSending() throws Exception {
        connect("127.0.0.1:0");
        ChannelMessage chunk = new ChannelMessage.StateChunk(0, 1, new byte[100_000]);
        AtomicBoolean over = new AtomicBoolean();
        Thread flood = new Thread(() -> {
            while (!over.get()) {
                accepting.send(chunk);
            }
        });
        flood.start();
        dialler.next(EventQueue.Received.class);
        dialling.send(new ChannelMessage.Diverged("at step 5"));
        dialling.close("diverged");
        assertThat(acceptor.next(EventQueue.Received.class).message()).isEqualTo(new ChannelMessage.Diverged("at step 5"));
        acceptor.next(EventQueue.Closed.class);
        over.set(true);
        flood.join(TimeUnit.SECONDS.toMillis(EventQueue.PATIENCE_SECONDS));
        assertThat(flood.isAlive()).isFalse();
    }

    @Test
    void anInterruptedSenderDoesNotCloseTheLink() throws Exception {
        connect("127.0.0.1:0");
        Thread.currentThread().interrupt();
        boolean sent = dialling.send(new ChannelMessage.Watermark(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(sent).isTrue();
        assertThat(acceptor.next(EventQueue.Received.class).message()).isEqualTo(new ChannelMessage.Watermark(1));
        assertThat(accepting.send(new ChannelMessage.Watermark(2))).isTrue();
        assertThat(dialler.next(EventQueue.Received.class).message()).isEqualTo(new ChannelMessage.Watermark(2));
    }

    @Test
    void whatMayWaitArrivesWithTheNextMessageOrBeforeTheEnd() throws Exception {
        connect("127.0.0.1:0");
        for (int i = 0; i < 100; i++) {
            assertThat(dialling.sendLater(new ChannelMessage.Watermark(2 * i))).isTrue();
            assertThat(dialling.send(new ChannelMessage.Watermark(2 * i + 1))).isTrue();
        }
        dialling.sendLater(new ChannelMessage.Watermark(200));
        dialling.close("enough");
        for (int i = 0; i <= 200; i++) {
            assertThat(acceptor.next(EventQueue.Received.class).message()).isEqualTo(new ChannelMessage.Watermark(i));
        }
        acceptor.next(EventQueue.Closed.class);
    }

    @Test
    void refuseArrivesBeforeTheConnectionEnds() throws Exception {
        LinkAcceptor listening = channel.listen("127.0.0.1:0", acceptor);
        channel.dial(listening.address(), messages.hello(), DIAL_MILLIS, dialler);
        acceptor.next(EventQueue.Opened.class).link().send(new ChannelMessage.Refuse("fenced"));
        dialler.next(EventQueue.Opened.class);
        assertThat(dialler.next(EventQueue.Received.class).message()).isEqualTo(new ChannelMessage.Refuse("fenced"));
        assertThat(dialler.next(EventQueue.Closed.class).reason()).isEqualTo("refused by the peer: fenced");
        assertThat(acceptor.next(EventQueue.Closed.class).reason()).isEqualTo("refused: fenced");
    }

    @Test
    void aNewLinkCanBeMadeAfterAClose() throws Exception {
        LinkAcceptor listening = connect("127.0.0.1:0");
        for (int i = 0; i < 20; i++) {
            accepting.close("round " + i);
            acceptor.next(EventQueue.Closed.class);
            dialler.next(EventQueue.Closed.class);
            greet(listening);
        }
        listening.close();
        dialling.send(new ChannelMessage.Watermark(1));
        assertThat(acceptor.next(EventQueue.Received.class).message()).isEqualTo(new ChannelMessage.Watermark(1));
        channel.dial(listening.address(), messages.hello(), DIAL_MILLIS, dialler);
        assertThat(dialler.next(EventQueue.Failed.class).refused()).isTrue();
    }

    @Test
    void aPortWithoutAListenerRefuses() throws Exception {
        String address = "127.0.0.1:" + unusedPort();
        channel.dial(address, messages.hello(), DIAL_MILLIS, dialler);
        channel.probe(address, DIAL_MILLIS, acceptor);
        for (EventQueue queue : List.of(dialler, acceptor)) {
            EventQueue.Failed failed = queue.next(EventQueue.Failed.class);
            assertThat(failed.refused()).isTrue();
            assertThat(failed.address()).isEqualTo(address);
            assertThat(failed.reason()).isNotBlank().doesNotContain("\n");
        }
    }

    @Test
    void aHostThatDoesNotAnswerIsNotRefusing() throws Exception {
        try (FullBacklog silent = new FullBacklog()) {
            channel.dial(silent.address(), messages.hello(), 300, dialler);
            EventQueue.Failed failed = dialler.next(EventQueue.Failed.class);
            assertThat(failed.refused()).isFalse();
            assertThat(failed.reason()).isEqualTo("no answer within 300 ms");
        }
    }

    @Test
    void malformedAddressesFailInOneLine() throws Exception {
        channel.dial("nowhere", messages.hello(), DIAL_MILLIS, dialler);
        assertThat(dialler.next(EventQueue.Failed.class))
                .isEqualTo(new EventQueue.Failed("nowhere", false, "address: expected host:port, actual \"nowhere\""));
        assertThatThrownBy(() -> channel.listen("::1:5", acceptor)).isInstanceOf(IOException.class)
                .hasMessage("listen: address: expected host:port, actual \"::1:5\"");
    }

    @Test
    void aPortInUseIsNamed() throws Exception {
        LinkAcceptor first = channel.listen("127.0.0.1:0", acceptor);
        assertThatThrownBy(() -> channel.listen(first.address(), acceptor)).isInstanceOf(IOException.class)
                .hasMessageContaining(first.address()).hasMessageContaining("in use").message().doesNotContain("\n");
    }

    @Test
    void probesAndStrangersAreNotToldToTheListener() throws Exception {
        LinkAcceptor listening = channel.listen("127.0.0.1:0", acceptor);
        HostPort address = HostPort.parse(listening.address());
        channel.probe(listening.address(), DIAL_MILLIS, dialler);
        try (Socket mute = new Socket(address.host(), address.port()); Socket loud = new Socket(address.host(), address.port())) {
            loud.getOutputStream().write("GET / HTTP/1.1\r\nHost: nowhere\r\n\r\n".getBytes());
            for (Socket socket : List.of(loud, mute)) {
                socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(EventQueue.PATIENCE_SECONDS));
                assertThat(socket.getInputStream().read()).as("the end, for want of a hello").isEqualTo(-1);
            }
        }
        assertThat(acceptor.waiting() + dialler.waiting()).isZero();
        greet(listening);
    }

    @Test
    void strangersDoNotKeepAPeerOut() throws Exception {
        TcpAcceptor listening = (TcpAcceptor) channel.listen("127.0.0.1:0", acceptor);
        HostPort address = HostPort.parse(listening.address());
        List<Socket> strangers = new ArrayList<>();
        try {
            for (int i = 0; i < 10 * TcpAcceptor.STRANGERS_MAX; i++) {
                strangers.add(new Socket(address.host(), address.port()));
                assertThat(listening.strangers()).isLessThanOrEqualTo(TcpAcceptor.STRANGERS_MAX);
            }
            strangers.get(0).setSoTimeout((int) TimeUnit.SECONDS.toMillis(EventQueue.PATIENCE_SECONDS));
            assertThat(strangers.get(0).getInputStream().read()).isEqualTo(-1);
            greet(listening);
        } finally {
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    @Test
    void stoppingTheChannelClosesItsLinks() throws Exception {
        connect("127.0.0.1:0");
        channel.close();
        // Both ends are this channel's: whichever is stopped second may have seen the first one close.
        List<String> reasons = List.of(dialler.next(EventQueue.Closed.class).reason(),
                acceptor.next(EventQueue.Closed.class).reason());
        assertThat(reasons).contains(ChannelLife.STOPPED).isSubsetOf(ChannelLife.STOPPED, "connection closed by the peer");
        assertThatThrownBy(() -> channel.listen("127.0.0.1:0", acceptor)).hasMessageContaining(ChannelLife.STOPPED);
        channel.dial("127.0.0.1:1", messages.hello(), DIAL_MILLIS, dialler);
        assertThat(dialler.next(EventQueue.Failed.class).reason()).isNotBlank();
    }

    private LinkAcceptor connect(String address) throws Exception {
        LinkAcceptor listening = channel.listen(address, acceptor);
        greet(listening);
        return listening;
    }

    private void greet(LinkAcceptor listening) throws Exception {
        ChannelMessage.Hello hello = messages.hello();
        channel.dial(listening.address(), hello, DIAL_MILLIS, dialler);
        EventQueue.Opened opened = acceptor.next(EventQueue.Opened.class);
        assertThat(opened.hello()).isEqualTo(hello);
        accepting = opened.link();
        ChannelMessage.Welcome welcome = messages.welcome();
        assertThat(accepting.send(welcome)).isTrue();
        dialling = dialler.next(EventQueue.Opened.class).link();
        assertThat(dialler.next(EventQueue.Received.class).message()).isEqualTo(welcome);
    }

    private static void sendOrWait(Link link, ChannelMessage message) {
        while (!link.send(message)) {
            Thread.onSpinWait();
        }
    }

    private static boolean loopbackHasIpv6() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static Set<String> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(Thread::isAlive).map(Thread::getName)
                .filter(name -> name.startsWith("vmft-")).collect(Collectors.toSet());
    }

    /** Listens, never accepts, and has its queue of connections full: the kernel answers nothing to one more. */
    private static final class FullBacklog implements AutoCloseable {
        private final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<Socket> waiting = new ArrayList<>();

        FullBacklog() throws IOException {
            boolean full = false;
            while (!full) {
                Socket socket = new Socket();
                waiting.add(socket);
                try {
                    socket.connect(new InetSocketAddress(server.getInetAddress(), server.getLocalPort()), 200);
                } catch (java.net.SocketTimeoutException e) {
                    full = true;
                }
            }
        }

        String address() {
            return "127.0.0.1:" + server.getLocalPort();
        }

        @Override
        public void close() throws IOException {
            for (Socket socket : waiting) {
                socket.close();
            }
            server.close();
        }
    }
}
