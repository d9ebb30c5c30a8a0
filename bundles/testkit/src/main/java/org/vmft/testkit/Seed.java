package org.vmft.testkit;

import java.util.SplittableRandom;

/**
 * The seed of a random test, printed before the test draws from it. The system property {@value #PROPERTY} repeats a
 * run.
 */
public final class Seed {
    public static final String PROPERTY = "vmft.seed";

    private Seed() {}

    /** A random source for the test of this name. */
    public static SplittableRandom random(String test) {
        return random(test, Long.getLong(PROPERTY, System.nanoTime()));
    }

    static SplittableRandom random(String test, long seed) {
        System.out.println(test + ": -D" + PROPERTY + "=" + seed);
        return new SplittableRandom(seed);
    }
}
