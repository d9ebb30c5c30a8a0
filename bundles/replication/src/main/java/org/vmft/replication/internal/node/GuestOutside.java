package org.vmft.replication.internal.node;

import java.security.SecureRandom;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.network.FenceTag;
import org.vmft.api.network.FrameReceiver;
import org.vmft.api.network.Network;
import org.vmft.api.network.NetworkPort;
import org.vmft.replication.internal.ReplicaPorts;

/** The guest's way out: a port on whatever network is present, a console that is logged, the host's entropy. */
final class GuestOutside implements ReplicaPorts.Outside, AutoCloseable {
    private static final Logger CONSOLE = LoggerFactory.getLogger("org.vmft.console");
    /** A console line longer than this is logged in pieces. */
    private static final int LINE_MAX = 1024;

    private final String vm;
    private final FrameReceiver receiver;
    private final SecureRandom random = new SecureRandom();
    private final StringBuilder line = new StringBuilder();
    private Optional<NetworkPort> port = Optional.empty();
    private Optional<FenceTag> tag = Optional.empty();
    private boolean closed;

    GuestOutside(String vm, FrameReceiver receiver) {
        this.vm = vm;
        this.receiver = receiver;
    }

    /** Attaches to this network, bound as before; leaves the one attached to so far. Does nothing once closed. */
    synchronized void attach(Network network) {
        detach();
        if (closed) {
            return;
        }
        NetworkPort attached = network.attach(receiver);
        tag.ifPresent(attached::bind);
        port = Optional.of(attached);
    }

    synchronized void detach() {
        port.ifPresent(NetworkPort::close);
        port = Optional.empty();
    }

    @Override
    public synchronized void transmit(byte[] frame) {
        port.ifPresent(to -> to.transmit(frame));
    }

    @Override
    public synchronized void bind(long incarnation, long generation) {
        FenceTag bound = new FenceTag(vm, incarnation, generation);
        tag = Optional.of(bound);
        port.ifPresent(to -> to.bind(bound));
    }

    @Override
    public synchronized void announce(long macAddress) {
        port.ifPresent(to -> to.announce(macAddress));
    }

    @Override
    public synchronized void inquire(long macAddress) {
        port.ifPresent(to -> to.inquire(macAddress));
    }

    @Override
    public synchronized void console(byte[] bytes) {
        for (byte value : bytes) {
            if (value == '\n' || line.length() == LINE_MAX) {
                CONSOLE.info("{}: {}", vm, line);
                line.setLength(0);
            }
            if (value != '\n' && value != '\r') {
                line.append((char) (value & 0xff));
            }
        }
    }

    @Override
    public byte[] entropy(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    @Override
    public synchronized void close() {
        closed = true;
        detach();
    }
}
