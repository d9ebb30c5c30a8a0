package org.vmft.demo.bench;

/**
 * What a client saw of one kill of the primary.
 *
 * @param stallMillis from the last answer before to the first after
 * @param detectionMillis from the kill until the survivor suspected
 * @param detector by which sign it did
 */
public record Failover(double stallMillis, double detectionMillis, String detector) {
    public double millisAfterDetection() {
        return stallMillis - detectionMillis;
    }
}
