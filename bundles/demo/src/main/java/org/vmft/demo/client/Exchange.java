package org.vmft.demo.client;

/** One request, for as long as it takes to be answered. */
final class Exchange {
    private static final long RETRY_NANOS_MIN = 20_000_000;
    private static final long RETRY_NANOS_MAX = 200_000_000;

    private final Request request;
    private long waitsSince;
    private long retryNanos = RETRY_NANOS_MIN;
    private long retryAt;
    private boolean late;

    Exchange(Request request, long now) {
        this.request = request;
        waitsSince = now;
        retryAt = now + retryNanos;
    }

    Request request() {
        return request;
    }

    long retryAt() {
        return retryAt;
    }

    void repeated(long now) {
        retryNanos = Math.min(RETRY_NANOS_MAX, retryNanos * 2);
        retryAt = now + retryNanos;
    }

    /** The time until now does not count. */
    void excuse(long now) {
        waitsSince = now;
    }

    /** Whether it has waited for so long; true once. */
    boolean becomesLate(long now, long nanosMax) {
        if (late || now - waitsSince < nanosMax) {
            return false;
        }
        late = true;
        return true;
    }
}
