package org.vmft.api.network;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a line does to frames on purpose, as people write it: {@code delay=5,jitter=3,drop=1,duplicate=0.5,reorder=2,seed=42},
 * in milliseconds and percent, any of them left out.
 *
 * @param delayNanos takes each frame
 * @param jitterNanos is the most that it takes longer, without overtaking another
 * @param dropPercent of frames do not arrive
 * @param duplicatePercent of the others arrive twice
 * @param reorderPercent of what arrives is late, so that what comes behind it overtakes it
 * @param seed of all these decisions
 */
public record Impairment(long delayNanos, long jitterNanos, double dropPercent, double duplicatePercent, double reorderPercent,
        long seed) {
    private static final String SYNTAX = "delay=MS,jitter=MS,drop=PERCENT,duplicate=PERCENT,reorder=PERCENT,seed=N";
    private static final List<String> KEYS = List.of("delay", "jitter", "drop", "duplicate", "reorder", "seed");
    private static final double MILLIS_MAX = 60_000;
    private static final double PERCENT_MAX = 100;
    private static final double NANOS_PER_MILLI = 1e6;

    /**
     * @param seedOtherwise when the text has none
     * @throws IllegalArgumentException with one line that names the text
     */
    public static Impairment parse(String text, long seedOtherwise) {
        Map<String, String> values = new HashMap<>();
        for (String part : text.split(",", -1)) {
            String[] pair = part.split("=", 2);
            if (pair.length < 2 || !KEYS.contains(pair[0]) || values.put(pair[0], pair[1]) != null) {
                throw new IllegalArgumentException("expected " + SYNTAX + ", each at most once, actual \"" + text + "\"");
            }
        }
        return new Impairment(nanos(values, "delay"), nanos(values, "jitter"), number(values, "drop", PERCENT_MAX),
                number(values, "duplicate", PERCENT_MAX), number(values, "reorder", PERCENT_MAX), seed(values, seedOtherwise));
    }

    private static long nanos(Map<String, String> values, String key) {
        return Math.round(number(values, key, MILLIS_MAX) * NANOS_PER_MILLI);
    }

    private static double number(Map<String, String> values, String key, double max) {
        String value = values.getOrDefault(key, "0");
        if (!value.matches("[0-9]{1,5}(\\.[0-9]{1,6})?") || Double.parseDouble(value) > max) {
            throw new IllegalArgumentException(key + ": expected 0 to " + plain(max) + ", actual \"" + value + "\"");
        }
        return Double.parseDouble(value);
    }

    private static long seed(Map<String, String> values, long otherwise) {
        String value = values.getOrDefault("seed", Long.toString(otherwise));
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("seed: expected a whole number, actual \"" + value + "\"");
        }
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }

    /** As {@link #parse} takes it. */
    @Override
    public String toString() {
        return "delay=" + plain(delayNanos / NANOS_PER_MILLI) + ",jitter=" + plain(jitterNanos / NANOS_PER_MILLI) + ",drop=" + plain(dropPercent)
                + ",duplicate=" + plain(duplicatePercent) + ",reorder=" + plain(reorderPercent) + ",seed=" + seed;
    }
}
