package org.vmft.network;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;

/**
 * The guest at one IP address: finds its MAC address by ARP, and again when it may have changed. Pure; {@code now} is
 * monotonic, in ns.
 */
final class Neighbour {
    /** A burst of datagrams; what comes beyond it while the address is unknown is dropped. */
    static final int PENDING_MAX = 64;
    static final int ATTEMPTS_MAX = 5;
    static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
    /** After so long without a sign of the guest at its address, the next datagram also asks for it again. */
    static final long CONFIRMED_NANOS_MAX = TimeUnit.SECONDS.toNanos(30);

    private final Runnable ask;
    private final Deque<LongConsumer> pending = new ArrayDeque<>();
    private OptionalLong mac = OptionalLong.empty();
    private long confirmedAt;
    private int attempts;
    private long retryAt;
    private long dropped;

    /** @param ask sends one ARP request */
    Neighbour(Runnable ask) {
        this.ask = ask;
    }

    /** Calls {@code send} with the MAC address: now, or once it is known, or never. */
    void reach(LongConsumer send, long now) {
        if (mac.isPresent()) {
            send.accept(mac.getAsLong());
            if (now - confirmedAt >= CONFIRMED_NANOS_MAX) {
                resolve(now);
            }
            return;
        }
        if (pending.size() == PENDING_MAX) {
            dropped++;
        } else {
            pending.add(send);
        }
        resolve(now);
    }

    /** An ARP packet says that the guest is at this address. */
    void announced(long address, long now) {
        mac = OptionalLong.of(address);
        confirmedAt = now;
        attempts = 0;
        while (!pending.isEmpty()) {
            pending.remove().accept(address);
        }
    }

    /** A packet of the guest came from this address: a confirmation, or a reason to ask. */
    void seen(long address, long now) {
        if (isAt(address)) {
            confirmedAt = now;
            attempts = 0;
        } else {
            resolve(now);
        }
    }

    boolean isAt(long address) {
        return mac.isPresent() && mac.getAsLong() == address;
    }

    /** Asks again or gives up. */
    void tick(long now) {
        if (attempts == 0 || now - retryAt < 0) {
            return;
        }
        if (attempts == ATTEMPTS_MAX) {
            attempts = 0;
            mac = OptionalLong.empty();
            dropped += pending.size();
            pending.clear();
        } else {
            attempt(now);
        }
    }

    /** Nanoseconds until {@link #tick} has something to do. */
    OptionalLong untilTick(long now) {
        return attempts == 0 ? OptionalLong.empty() : OptionalLong.of(Math.max(0, retryAt - now));
    }

    private void resolve(long now) {
        if (attempts == 0) {
            attempt(now);
        }
    }

    private void attempt(long now) {
        attempts++;
        retryAt = now + RETRY_NANOS;
        ask.run();
    }

    /** Datagrams dropped because the guest was not found. */
    long dropped() {
        return dropped;
    }
}
