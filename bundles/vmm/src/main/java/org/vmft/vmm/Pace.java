package org.vmft.vmm;

/** Measures how fast the guest runs and chooses quanta of about 100 µs from it. */
final class Pace {
    /** Between two looks at the input queue: some ten microseconds, and a short time even in code that is not compiled yet. */
    static final long SLICE_STEPS = 1_000;
    static final long QUANTUM_STEPS_INITIAL = 10_000;
    static final long QUANTUM_STEPS_MIN = 64;
    static final long QUANTUM_STEPS_MAX = 1_000_000;
    private static final long QUANTUM_NANOS = 100_000;
    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long QUANTA_PER_SECOND = NANOS_PER_SECOND / QUANTUM_NANOS;

    private long stepsPerSecond = QUANTUM_STEPS_INITIAL * QUANTA_PER_SECOND;

    long stepsPerSecond() {
        return stepsPerSecond;
    }

    long quantum() {
        return Math.max(QUANTUM_STEPS_MIN, Math.min(QUANTUM_STEPS_MAX, stepsPerSecond / QUANTA_PER_SECOND));
    }

    /**
     * A quantum took this long. One measurement moves the estimate by an eighth of at most its double or half, so that a
     * process that was stopped for a while is not taken for a slow one.
     */
    void ran(long steps, long nanos) {
        if (steps > 0 && nanos > 0) {
            move(speed(steps, nanos));
        }
    }

    /**
     * A quantum that was cut short took this long, with all that was done because of that: the guest is not slower than it
     * seems. A guest that is taken for slower would live faster than its host, by its clock.
     */
    void ranShort(long steps, long nanos) {
        if (steps > 0 && nanos > 0 && speed(steps, nanos) > stepsPerSecond) {
            move(speed(steps, nanos));
        }
    }

    private static long speed(long steps, long nanos) {
        return steps > Long.MAX_VALUE / NANOS_PER_SECOND ? Long.MAX_VALUE / nanos : steps * NANOS_PER_SECOND / nanos;
    }

    private void move(long measured) {
        long bounded = Math.max(stepsPerSecond / 2, Math.min(stepsPerSecond * 2, measured));
        long moved = stepsPerSecond + (bounded - stepsPerSecond) / 8;
        stepsPerSecond = Math.max(QUANTUM_STEPS_MIN * QUANTA_PER_SECOND,
                Math.min(QUANTUM_STEPS_MAX * QUANTA_PER_SECOND, moved));
    }
}
