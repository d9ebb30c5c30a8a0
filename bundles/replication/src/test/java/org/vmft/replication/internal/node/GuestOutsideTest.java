package org.vmft.replication.internal.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.NetworkPort;

class GuestOutsideTest {
    private static final long MAC = 0x020000000001L;

    private final List<String> done = new ArrayList<>();
    private final GuestOutside outside = new GuestOutside("vm", frame -> { });

    private final class Port implements NetworkPort {
        @Override
        public boolean transmit(byte[] frame) {
            return done.add("frame");
        }

        @Override
        public void bind(FenceTag tag) {
            done.add("bind " + tag.generation());
        }

        @Override
        public boolean announce(long macAddress) {
            return done.add("announce");
        }

        @Override
        public boolean inquire(long macAddress) {
            return done.add("inquire");
        }

        @Override
        public long dropped() {
            return 0;
        }

        @Override
        public void close() {
            done.add("close");
        }
    }

    @Test
    void whatIsBoundIsBoundAgainToTheNextNetwork() {
        outside.attach(receiver -> new Port());
        outside.bind(1, 2);
        outside.attach(receiver -> new Port());
        assertThat(done).containsExactly("bind 2", "close", "bind 2");
    }

    @Test
    void closedOneIsAttachedToNoNetworkThatComes() {
        outside.attach(receiver -> new Port());
        outside.inquire(MAC);
        outside.close();
        outside.attach(receiver -> new Port());
        outside.transmit(new byte[60]);
        outside.announce(MAC);
        assertThat(done).containsExactly("inquire", "close");
    }
}
