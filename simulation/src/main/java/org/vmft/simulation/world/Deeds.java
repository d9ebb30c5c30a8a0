package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What one replica really did. */
final class Deeds {
    /** Contents of the outputs in its history, by index from 1. */
    final List<byte[]> produced = new ArrayList<>();
    /** As a primary: the last state that it saved. */
    Optional<Pairing> leads = Optional.empty();
    /** As a joiner or backup: what it restores or has restored. */
    Optional<Pairing> follows = Optional.empty();
    /** As a backup: the step up to which what it was given lets it execute. */
    long allowedStep;
    long lastReleased;
    boolean diverged;
    boolean corrupted;

    /** Of all replicas of a history, by number. */
    static final class All {
        private final Map<Integer, Deeds> deeds = new TreeMap<>();

        Deeds of(int number) {
            return deeds.computeIfAbsent(number, key -> new Deeds());
        }

        Deeds of(Standing who) {
            return of(who.number());
        }

        Iterable<Deeds> each() {
            return deeds.values();
        }
    }
}
