package org.vmft.demo.bench;

import java.util.Arrays;

/** What repeated measurements of one thing gave. */
public record Spread(double median, double min, double max) {
    /** @throws IllegalArgumentException when there are none */
    public static Spread of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Spread(quantile(sorted, 0.5), quantile(sorted, 0), quantile(sorted, 1));
    }

    /** The value which this part of them is not above, by nearest rank; {@code sorted} ascends. */
    public static double quantile(double[] sorted, double part) {
        if (sorted.length == 0) {
            throw new IllegalArgumentException("quantile " + part + " of no values");
        }
        return sorted[(int) Math.max(0, Math.ceil(sorted.length * part) - 1)];
    }
}
