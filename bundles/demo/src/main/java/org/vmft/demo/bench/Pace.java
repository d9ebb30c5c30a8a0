package org.vmft.demo.bench;

/** Lets so many units a second pass. Pure: time is an argument. */
public final class Pace {
    private static final double NANOS = 1e9;

    private final double perSecond;
    private final double burst;
    private double credit;
    private long at;

    /** @param burst units that may pass at once after a time without any; more is forfeited */
    public Pace(double perSecond, double burst, long now) {
        if (!(perSecond > 0 && burst > 0)) {
            throw new IllegalArgumentException("expected a rate and a burst above 0, actual " + perSecond + ", " + burst);
        }
        this.perSecond = perSecond;
        this.burst = burst;
        at = now;
        credit = burst;
    }

    /** Counts units that pass now, and returns how many nanoseconds from now the next may: 0 for at once. */
    public long pass(double units, long now) {
        credit = Math.min(burst, credit + (now - at) * perSecond / NANOS) - units;
        at = now;
        return credit >= 0 ? 0 : (long) Math.ceil(-credit / perSecond * NANOS);
    }
}
