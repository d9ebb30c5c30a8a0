package org.vmft.network;

import java.net.InetSocketAddress;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** Which client of which forward is known to the guest by which of our ports. Pure; {@code now} is monotonic, in ns. */
final class NatTable {
    /** Far more than clients that talk to one guest at once; the one silent for longest makes room. */
    static final int ENTRIES_MAX = 1024;
    /** RFC 4787, requirement 5. */
    static final long IDLE_NANOS_MAX = TimeUnit.MINUTES.toNanos(2);

    record Client(int forward, InetSocketAddress address) {}

    private static final class Entry {
        final Client client;
        final int port;
        long usedAt;

        Entry(Client client, int port) {
            this.client = client;
            this.port = port;
        }
    }

    private final Map<Client, Entry> byClient = new LinkedHashMap<>(16, 0.75f, true);
    private final Map<Integer, Entry> byPort = new TreeMap<>();
    private final EphemeralPorts ports = new EphemeralPorts();

    /** The port that stands for this client, a new one if need be. */
    int port(Client client, long now) {
        expire(now);
        Entry entry = byClient.get(client);
        if (entry == null) {
            if (byClient.size() == ENTRIES_MAX) {
                Iterator<Entry> eldest = byClient.values().iterator();
                byPort.remove(eldest.next().port);
                eldest.remove();
            }
            entry = new Entry(client, ports.free(byPort::containsKey));
            byClient.put(client, entry);
            byPort.put(entry.port, entry);
        }
        entry.usedAt = now;
        return entry.port;
    }

    Optional<Client> client(int port, long now) {
        expire(now);
        Entry entry = byPort.get(port);
        if (entry == null) {
            return Optional.empty();
        }
        byClient.get(entry.client);
        entry.usedAt = now;
        return Optional.of(entry.client);
    }

    int size() {
        return byClient.size();
    }

    private void expire(long now) {
        Iterator<Entry> eldestFirst = byClient.values().iterator();
        while (eldestFirst.hasNext()) {
            Entry entry = eldestFirst.next();
            if (now - entry.usedAt < IDLE_NANOS_MAX) {
                return;
            }
            eldestFirst.remove();
            byPort.remove(entry.port);
        }
    }
}
