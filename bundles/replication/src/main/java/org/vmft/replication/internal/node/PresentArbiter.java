package org.vmft.replication.internal.node;

import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.arbiter.Verdict;

/** Whatever arbiter is present, if any. Asked by one thread. */
final class PresentArbiter {
    private static final Logger LOG = LoggerFactory.getLogger(PresentArbiter.class);

    private final Supplier<Optional<Arbiter>> arbiter;
    private final Silence silence = new Silence();

    PresentArbiter(Supplier<Optional<Arbiter>> arbiter) {
        this.arbiter = arbiter;
    }

    /** Waits for the answer, a few seconds at most; says once why there is none, however often it is asked again. */
    Optional<Verdict> ask(ArbiterRequest request) {
        try {
            Optional<Arbiter> present = arbiter.get();
            if (present.isEmpty()) {
                return silent(Silence.ABSENT);
            }
            Verdict verdict = present.get().ask(request);
            if (silence.ended()) {
                LOG.info("the arbiter answers again");
            }
            return Optional.of(verdict);
        } catch (ArbiterUnreachableException e) {
            return silent(e.getMessage());
        } catch (RuntimeException e) {
            LOG.error("the arbiter failed", e);
            return Optional.empty();
        }
    }

    private Optional<Verdict> silent(String why) {
        if (silence.worthAWarning(why, System.nanoTime())) {
            LOG.warn("{}; asking again", why);
        }
        return Optional.empty();
    }
}
