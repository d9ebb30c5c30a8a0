package org.vmft.replication.internal.node;

import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;

/**
 * Asks the arbiter from time to time what is recorded, in a thread of its own: that it does not answer should be known
 * before a failover needs it, and a claim should not be the first thing this process ever asks.
 */
final class ArbiterWatch implements AutoCloseable {
    private static final long INTERVAL_SECONDS = 10;

    private final ScheduledExecutorService thread;

    ArbiterWatch(String vm, Supplier<Optional<Arbiter>> arbiter) {
        PresentArbiter present = new PresentArbiter(arbiter);
        ArbiterRequest request = ArbiterRequest.inspect(vm);
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread started = new Thread(task, "arbiter-watch-" + vm);
            started.setDaemon(true);
            return started;
        });
        thread.scheduleWithFixedDelay(() -> present.ask(request), 0, INTERVAL_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
