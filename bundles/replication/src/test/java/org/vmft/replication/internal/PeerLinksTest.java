package org.vmft.replication.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.channel.ChannelMessage.Hello;
import org.vmft.api.channel.ChannelMessage.Purpose;
import org.vmft.api.channel.ChannelMessage.Welcome;
import org.vmft.api.channel.Link;
import org.vmft.api.channel.LinkAcceptor;
import org.vmft.api.channel.LinkListener;
import org.vmft.api.channel.LogChannel;
import org.vmft.api.replica.ReplicaId;

/** A backup dials its primary again; before the primary answers, the backup wins the next generation and unpairs. */
class PeerLinksTest {
    private static final ReplicaId PRIMARY = new ReplicaId(1);
    private static final ReplicaId BACKUP = new ReplicaId(2);
    private static final Hello RESUME = new Hello(Purpose.RESUME, "vm", 1, 3, BACKUP, PRIMARY, 74, "here");

    private final List<String> told = new ArrayList<>();
    private final PeerLinks links = new PeerLinks(new SilentChannel(), new Told(), Runnable::run);
    private final RecordedLink link = new RecordedLink();

    @Test
    void aWelcomeThatComesAfterThePairingEndedIsIgnored() {
        links.dial("there", RESUME);
        links.opened(link, RESUME);
        links.drop("generation 4 won");

        links.received(link, new Welcome(1, 3, PRIMARY));

        assertThat(told).isEmpty();
        assertThat(links.connected()).isFalse();
    }

    @Test
    void aConnectionThatIsStillBeingMadeEndsWithThePairing() {
        links.dial("there", RESUME);
        links.opened(link, RESUME);

        links.drop("generation 4 won");

        assertThat(link.closed).containsExactly("generation 4 won");
        assertThat(links.dialling()).isFalse();
    }

    @Test
    void aWelcomeMakesTheDialledConnectionThePairings() {
        links.dial("there", RESUME);
        links.opened(link, RESUME);

        links.received(link, new Welcome(1, 3, PRIMARY));

        assertThat(told).containsExactly("welcomed");
        assertThat(links.connected()).isTrue();
    }

    private static final class RecordedLink implements Link {
        private final List<String> closed = new ArrayList<>();

        @Override
        public boolean send(ChannelMessage message) {
            return true;
        }

        @Override
        public boolean sendLater(ChannelMessage message) {
            return true;
        }

        @Override
        public void close(String reason) {
            closed.add(reason);
        }
    }

    private static final class SilentChannel implements LogChannel {
        @Override
        public LinkAcceptor listen(String address, LinkListener listener) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void dial(String address, Hello hello, int timeoutMillis, LinkListener listener) {
            // the test opens the link
        }

        @Override
        public void probe(String address, int timeoutMillis, LinkListener listener) {
            throw new UnsupportedOperationException();
        }
    }

    private final class Told implements PeerLinks.Handler {
        @Override
        public void traffic(Link from, ReplicaId peer, ChannelMessage message) {
            told.add("traffic");
        }

        @Override
        public void greeted(Link from, Hello hello) {
            told.add("greeted");
        }

        @Override
        public void welcomed(Welcome welcome, Hello own) {
            told.add("welcomed");
        }

        @Override
        public void refused(String reason) {
            told.add("refused");
        }

        @Override
        public void lost(String reason) {
            told.add("lost");
        }

        @Override
        public void unreachable(String address, boolean nobodyListens, String reason) {
            told.add("unreachable");
        }
    }
}
