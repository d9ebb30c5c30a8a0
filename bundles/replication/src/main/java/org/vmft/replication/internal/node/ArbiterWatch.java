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
    /** After an answer; while there is none it is asked every second, since at a node's start the arbiter comes a moment later. */
    private static final int INTERVAL_SECONDS = 10;

    private final PresentArbiter present;
    private final ArbiterRequest request;
    private final ScheduledExecutorService thread;
    private int secondsLeft;

    ArbiterWatch(String vm, Supplier<Optional<Arbiter>> arbiter) {
        present = new PresentArbiter(arbiter);
        request = ArbiterRequest.inspect(vm);
        thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread started = new Thread(task, "arbiter-watch-" + vm);
            started.setDaemon(true);
            return started;
        });
        thread.scheduleWithFixedDelay(this::second, 0, 1, TimeUnit.SECONDS);
    }

    private void second() {
        if (secondsLeft > 0) {
            secondsLeft--;
        } else if (present.ask(request).isPresent()) {
            secondsLeft = INTERVAL_SECONDS - 1;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
