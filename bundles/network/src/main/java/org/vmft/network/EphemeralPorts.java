package org.vmft.network;

import java.util.function.IntPredicate;

/** The ports that the gateway gives to clients, in turn, so that what is late for one does not meet another for as long as possible. */
final class EphemeralPorts {
    private static final int PORT_MIN = 49152;
    private static final int PORTS = 65536 - PORT_MIN;

    private int next;

    /** @param taken of some port it is false */
    int free(IntPredicate taken) {
        int port;
        do {
            port = PORT_MIN + next;
            next = (next + 1) % PORTS;
        } while (taken.test(port));
        return port;
    }
}
