package org.vmft.replication.internal.node;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;
import org.vmft.replication.internal.ReplicaPorts;

/** Asks whatever arbiter is present, in a thread of its own, since an arbiter may take seconds. */
final class ArbiterCaller implements ReplicaPorts.Claims, AutoCloseable {
    /** A replica has one question at a time; more are waiting only while answers are late. */
    private static final int WAITING_MAX = 16;
    private static final Logger LOG = LoggerFactory.getLogger(ArbiterCaller.class);

    private final Supplier<Optional<Arbiter>> arbiter;
    private final ThreadPoolExecutor thread;
    /** Touched by the caller's thread only. */
    private String complaint = "";

    ArbiterCaller(String vm, Supplier<Optional<Arbiter>> arbiter) {
        this.arbiter = arbiter;
        thread = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
            Thread started = new Thread(task, "arbiter-" + vm);
            started.setDaemon(true);
            return started;
        }, new ThreadPoolExecutor.DiscardOldestPolicy());
    }

    @Override
    public void ask(ArbiterRequest request, Consumer<Optional<Verdict>> answer) {
        thread.execute(() -> answer.accept(answer(request)));
    }

    private Optional<Verdict> answer(ArbiterRequest request) {
        try {
            Optional<Arbiter> present = arbiter.get();
            if (present.isEmpty()) {
                return silent("no arbiter is present");
            }
            Verdict verdict = present.get().ask(request);
            complaint = "";
            return Optional.of(verdict);
        } catch (ArbiterUnreachableException e) {
            return silent(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the arbiter failed", e);
            return Optional.empty();
        }
    }

    /** Says once why there is no answer, however often it is asked again. */
    private Optional<Verdict> silent(String why) {
        if (!why.equals(complaint)) {
            LOG.warn("{}; asking again", why);
            complaint = why;
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
