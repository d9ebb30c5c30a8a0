package org.vmft.network;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.vmft.api.network.FrameReceiver;
import org.vmft.api.network.NetworkPort;

/** The open ports of one network, which end with it. */
final class AttachedPorts {
    private final Set<NetworkPort> ports = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    NetworkPort attach(Medium medium, FrameReceiver receiver) {
        NetworkPort port = new AttachedPort(medium, receiver, ports::remove);
        ports.add(port);
        if (closed) {
            port.close();
        }
        return port;
    }

    void close() {
        closed = true;
        ports.forEach(NetworkPort::close);
    }
}
