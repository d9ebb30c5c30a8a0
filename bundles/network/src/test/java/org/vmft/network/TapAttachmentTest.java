package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.vmft.api.network.FenceTag;
import org.vmft.network.tap.TapDevice;

/** Over pipes in place of the interface, one frame at a time. */
@Timeout(120)
class TapAttachmentTest {
    private static final long WAIT_NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    /** There is no interface of this name. */
    private static final String NAME = "vmft-no-such";

    private final BlockingQueue<byte[]> received = new LinkedBlockingQueue<>();
    private final AtomicInteger openings = new AtomicInteger();
    private final List<AttachedPort> ports = new ArrayList<>();
    private TapMedium medium;
    private Pipe fromGuest;
    private Pipe toGuest;

    @BeforeEach
    void openPipes() throws IOException {
        fromGuest = Pipe.open();
        toGuest = Pipe.open();
    }

    @AfterEach
    void closeAll() throws IOException {
        List.copyOf(ports).forEach(AttachedPort::close);
        for (Channel end : List.<Channel>of(fromGuest.source(), fromGuest.sink(), toGuest.source(), toGuest.sink())) {
            end.close();
        }
    }

    @Test
    void framesPassBothWaysWhileAReadIsBlocked() throws Exception {
        AttachedPort port = port(this::device);
        byte[] out = Frames.frame(Frames.mac(2), Frames.mac(1), 1);
        await(() -> port.transmit(out));
        assertThat(left(out.length)).isEqualTo(out);
        byte[] in = Frames.frame(Frames.mac(1), Frames.mac(2), 2);
        toGuest.sink().write(ByteBuffer.wrap(in));
        assertThat(received.poll(WAIT_NANOS_MAX, TimeUnit.NANOSECONDS)).isEqualTo(in);
    }

    @Test
    void announcementIsARarpFrameAndABindingIsNone() throws Exception {
        AttachedPort port = port(this::device);
        await(() -> port.transmit(Frames.frame(1, 2, 1)));
        left(60);
        port.bind(new FenceTag("guest", 1, 2));
        port.announce(Frames.mac(5));
        assertThat(left(60)).isEqualTo(Announcement.rarp(Frames.mac(5)));
    }

    @Test
    void whatIsNoFrameIsRefusedAndCounted() throws Exception {
        AttachedPort port = port(this::device);
        byte[] good = Frames.frame(Frames.mac(2), Frames.mac(1), 1);
        await(() -> port.transmit(good));
        long before = port.dropped();
        assertThat(port.transmit(new byte[13])).isFalse();
        assertThat(port.transmit(Frames.frame(1, 2, 0, 1519))).isFalse();
        assertThat(port.dropped()).isEqualTo(before + 2);
    }

    @Test
    void opensAgainUntilItSucceedsAndSaysWhyItDoesNot() {
        AttachedPort port = port(() -> {
            if (openings.incrementAndGet() < 3) {
                throw new IOException("tap " + NAME + ": busy");
            }
            return device();
        });
        await(() -> medium.trouble().equals(Optional.of("tap " + NAME + ": busy")) || openings.get() >= 3);
        await(() -> port.transmit(Frames.frame(1, 2, 1)));
        assertThat(medium.trouble()).isEmpty();
        assertThat(openings).hasValue(3);
    }

    @Test
    void interfaceThatWasRemovedIsToldAndOpenedAgain() throws Exception {
        AttachedPort port = port(() -> {
            if (openings.incrementAndGet() > 1) {
                throw new IOException("tap " + NAME + ": not there");
            }
            return device();
        });
        await(() -> openings.get() == 1 && port.transmit(Frames.frame(1, 2, 1)));
        toGuest.sink().close();
        await(() -> openings.get() > 1);
        await(() -> medium.trouble().isPresent());
    }

    @Test
    void closingEndsABlockedReadAndReleasesTheInterface() throws Exception {
        AttachedPort port = port(this::device);
        await(() -> port.transmit(Frames.frame(1, 2, 1)));
        left(60);
        port.close();
        assertThat(fromGuest.source().read(ByteBuffer.allocate(1))).isEqualTo(-1);
        assertThat(medium.trouble()).isEmpty();
    }

    @Test
    void badConfigurationNamesTheKey() {
        assertThatThrownBy(() -> new TapNetwork(config("")))
                .hasMessage("org.vmft.network.tap: name: expected the name of an interface, actual \"\"");
    }

    private AttachedPort port(TapMedium.Opening opening) {
        medium = new TapMedium(NAME, opening);
        AttachedPort port = new AttachedPort(medium, received::add, closed -> { });
        ports.add(port);
        return port;
    }

    private TapDevice device() {
        return new TapDevice(NAME, toGuest.source(), Channels.newOutputStream(fromGuest.sink()));
    }

    private byte[] left(int bytes) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(bytes);
        while (in.hasRemaining()) {
            assertThat(fromGuest.source().read(in)).isPositive();
        }
        return in.array();
    }

    private static void await(BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - start).isLessThan(WAIT_NANOS_MAX);
            Thread.yield();
        }
    }

    private static TapNetwork.Config config(String name) {
        return new TapNetwork.Config() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return TapNetwork.Config.class;
            }
        };
    }
}
