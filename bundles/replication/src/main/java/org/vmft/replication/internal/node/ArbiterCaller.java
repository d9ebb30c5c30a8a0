package org.vmft.replication.internal.node;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.Verdict;
import org.vmft.replication.internal.ReplicaPorts;

/** Asks whatever arbiter is present, in a thread of its own, since an arbiter may take seconds. */
final class ArbiterCaller implements ReplicaPorts.Claims, AutoCloseable {
    /** A replica has one question at a time; more are waiting only while answers are late. */
    private static final int WAITING_MAX = 16;

    private final PresentArbiter arbiter;
    private final ThreadPoolExecutor thread;

    ArbiterCaller(String vm, Supplier<Optional<Arbiter>> arbiter) {
        this.arbiter = new PresentArbiter(arbiter);
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            Thread started = new Thread(task, "arbiter-" + vm);
            started.setDaemon(true);
            return started;
        }, new ThreadPoolExecutor.DiscardOldestPolicy());
    }

    @Override
    public void ask(ArbiterRequest request, Consumer<Optional<Verdict>> answer) {
        thread.execute(() -> answer.accept(arbiter.ask(request)));
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
