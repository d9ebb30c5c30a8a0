package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.Set;
import org.vmft.api.arbiter.ArbiterRequest.Operation;
import org.vmft.api.arbiter.Verdict;
import org.vmft.api.channel.ChannelMessage;
import org.vmft.api.log.Flush;
import org.vmft.api.log.LogEntry;
import org.vmft.api.machine.Output;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;

/**
 * Sees what every process of a history does at its ports and knows what no process knows: everything. Checks the
 * invariants of the protocol by outcomes, as they happen. Ports may lie to a process; nothing lies to the witness. It
 * tells processes apart by number, since a wrong protocol may give two of them one replica id.
 */
public final class Witness {
    /** An output as some replica produced it. */
    public record Produced(int content, byte[] bytes) {}

    private record Grant(long incarnation, long generation) implements Comparable<Grant> {
        @Override
        public int compareTo(Grant other) {
            return incarnation != other.incarnation ? Long.compare(incarnation, other.incarnation)
                    : Long.compare(generation, other.generation);
        }
    }

    /** What one replica did. */
    private static final class Deeds {
        final List<Produced> produced = new ArrayList<>();
        final Map<Long, Long> markedAt = new TreeMap<>();
        final Map<Long, Long> digestAt = new TreeMap<>();
        Optional<ReplicaId> pairedWith = Optional.empty();
        long pairedIn;
        long detachAt = Long.MAX_VALUE;
        long acknowledged = -1;
        long sentProgress = -1;
        boolean detachAcknowledged;
        boolean diverged;
    }

    private final Map<Integer, Deeds> deeds = new TreeMap<>();
    private final Map<Grant, Integer> grants = new TreeMap<>();
    private final Map<Grant, Integer> producedAtGrant = new TreeMap<>();
    private final Map<Grant, Integer> eligible = new TreeMap<>();
    private final Map<Long, List<Produced>> outside = new TreeMap<>();
    private final Set<Long> poweredOff = new TreeSet<>();
    private Grant latest = new Grant(0, 0);
    private long digestsCompared;

    private Deeds of(Process process) {
        return deeds.computeIfAbsent(process.number(), key -> new Deeds());
    }

    // ---- arbiter

    void answered(Verdict verdict, Process asker) {
        if (!verdict.granted() || verdict.request().operation() == Operation.MARK_OFF) {
            return;
        }
        long incarnation = verdict.record().orElseThrow().incarnation();
        Grant grant = new Grant(incarnation, verdict.request().generation());
        int winner = asker.number();
        Integer before = grants.putIfAbsent(grant, winner);
        if (before != null && before != winner) {
            throw new Violation("one grant per generation", "incarnation " + incarnation + ", generation "
                    + grant.generation() + ": expected winner=" + before + " actual=" + winner + " (" + asker + ")");
        }
        if (before == null) {
            producedAtGrant.put(grant, of(asker).produced.size());
        }
        if (latest.compareTo(grant) < 0) {
            latest = grant;
        }
    }

    // ---- outputs

    void produced(Process process, long index, long position, Output output) {
        Deeds own = of(process);
        Produced made = new Produced(Arrays.hashCode(output.bytes()), output.bytes());
        if (index <= own.produced.size()) {
            own.produced.set((int) index - 1, made);
        } else {
            own.produced.add(made);
        }
        own.markedAt.put(index, position);
    }

    void released(Process process, long index, Output output) {
        long incarnation = process.replica().status().incarnation();
        long generation = process.replica().status().generation();
        int content = Arrays.hashCode(output.bytes());
        String where = process + " (role " + process.role() + ", incarnation " + incarnation + ", generation "
                + generation + ", step " + process.replica().status().step() + ")";
        oneHistoryOutside(process, index, output, incarnation, content, where);
        staleReleasesAreKnown(process, index, incarnation, generation, content, where);
        releaseIsCovered(process, index, incarnation, generation, where);
    }

    private void oneHistoryOutside(Process process, long index, Output output, long incarnation, int content,
            String where) {
        List<Produced> seen = outside.computeIfAbsent(incarnation, key -> new ArrayList<>());
        if (index <= seen.size()) {
            if (seen.get((int) index - 1).content() != content) {
                throw new Violation("one history outside", "output " + index + " left twice with two contents: expected="
                        + hex(seen.get((int) index - 1).bytes()) + " actual=" + hex(output.bytes()) + " from " + where
                        + " position " + of(process).markedAt.get(index));
            }
        } else if (index == seen.size() + 1) {
            seen.add(new Produced(content, output.bytes()));
        } else {
            throw new Violation("no acknowledged output is lost", "output index: expected=" + (seen.size() + 1)
                    + " actual=" + index + " from " + where);
        }
    }

    private void staleReleasesAreKnown(Process process, long index, long incarnation, long generation, int content,
            String where) {
        if (latest.incarnation() != incarnation || latest.generation() <= generation
                || grants.get(latest) == process.number()) {
            return;
        }
        Deeds winner = deeds.get(grants.get(latest));
        int known = producedAtGrant.get(latest);
        if (index > known || winner.produced.get((int) index - 1).content() != content) {
            throw new Violation("a stale release is in the winner's history", "generation " + latest.generation()
                    + " is granted; output " + index + ": expected one of the winner's first " + known + " actual="
                    + content + " from " + where + " position " + of(process).markedAt.get(index));
        }
    }

    private void releaseIsCovered(Process process, long index, long incarnation, long generation, String where) {
        Deeds own = of(process);
        boolean paired = own.pairedWith.isPresent() && own.pairedIn == generation && !own.detachAcknowledged;
        if (!paired) {
            Integer winner = grants.get(new Grant(incarnation, generation));
            if (winner == null || winner != process.number()) {
                throw new Violation("release needs an acknowledged mark or a won claim", "output " + index
                        + ": expected winner of generation " + generation + "=" + process.number() + " actual=" + winner
                        + " from " + where);
            }
            return;
        }
        long position = own.markedAt.getOrDefault(index, 0L);
        if (own.acknowledged < position) {
            throw new Violation("release needs an acknowledged mark or a won claim", "output " + index
                    + ": expected acknowledged>=" + position + " actual=" + own.acknowledged + " from " + where);
        }
    }

    // ---- pairing

    void cutOverSent(Process primary, ReplicaId joiner) {
        Deeds own = of(primary);
        own.pairedWith = Optional.of(joiner);
        own.pairedIn = primary.replica().status().generation();
        own.detachAt = Long.MAX_VALUE;
        own.detachAcknowledged = false;
        own.acknowledged = -1;
    }

    /** The state is saved: what is unreleased counts as marked at position 0 from here on. */
    void positionsRestarted(Process primary) {
        Deeds own = of(primary);
        own.markedAt.replaceAll((index, position) -> 0L);
        own.digestAt.clear();
        own.sentProgress = -1;
    }

    void flushing(Process primary, Flush flush) {
        Deeds own = of(primary);
        own.sentProgress = flush.progress();
        for (int i = 0; i < flush.entries().size(); i++) {
            if (flush.entries().get(i).entry() instanceof LogEntry.Detach) {
                own.detachAt = flush.firstPosition() + i;
            }
        }
    }

    /** The primary stands where its flush up to {@code position} ends. */
    void primaryStands(Process primary, long position, long digest) {
        of(primary).digestAt.put(position, digest);
    }

    void stateRestored(Process joiner, Process source, long outputIndex) {
        Deeds own = of(joiner);
        own.produced.clear();
        own.produced.addAll(of(source).produced.subList(0, (int) outputIndex));
    }

    void acknowledgementSent(Process backup, Process primary, ChannelMessage.Ack ack) {
        Deeds theirs = of(primary);
        if (theirs.pairedWith.isPresent() && theirs.pairedWith.get().equals(backup.id())) {
            theirs.acknowledged = Math.max(theirs.acknowledged, ack.received());
            if (ack.received() >= theirs.detachAt) {
                theirs.detachAcknowledged = true;
                of(backup).detachAcknowledged = true;
            }
        }
    }

    void backupStands(Process backup, Process primary, long position, long step, Optional<Long> digest) {
        Deeds theirs = of(primary);
        if (theirs.sentProgress >= 0 && step > theirs.sentProgress) {
            throw new Violation("the backup stays within the log", backup + " at position " + position + ": expected step<="
                    + theirs.sentProgress + " actual=" + step + ", generation "
                    + backup.replica().status().generation());
        }
        Long expected = theirs.digestAt.get(position);
        if (expected == null || digest.isEmpty()) {
            return;
        }
        digestsCompared++;
        if (!expected.equals(digest.get())) {
            of(backup).diverged = true;
            throw new Violation("digests are equal at equal steps", backup + " at position " + position + ", step " + step
                    + ": expected=" + Long.toHexString(expected) + " actual=" + Long.toHexString(digest.get())
                    + ", generation " + backup.replica().status().generation());
        }
    }

    // ---- roles

    void roleTaken(Process process, Role role) {
        long incarnation = process.replica().status().incarnation();
        long generation = process.replica().status().generation();
        Deeds own = of(process);
        if (role == Role.BACKUP) {
            Grant grant = new Grant(incarnation, generation);
            Integer before = eligible.putIfAbsent(grant, process.number());
            if (before != null && before != process.number()) {
                throw new Violation("one eligible backup per generation", "incarnation " + incarnation + ", generation "
                        + generation + ": expected=" + before + " actual=" + process.number());
            }
        } else if (role == Role.DIVERGED) {
            own.diverged = true;
        } else if (role == Role.POWERED_OFF) {
            poweredOff.add(incarnation);
        } else if (role == Role.GOING_LIVE) {
            String who = process + ", generation " + generation + ", step " + process.replica().status().step();
            if (own.diverged) {
                throw new Violation("divergence never goes live", "expected role=DIVERGED actual=" + role + " " + who);
            }
            if (own.detachAcknowledged) {
                throw new Violation("power-off and detach never go live", "expected role=DETACHED actual=" + role + " " + who);
            }
        }
        if (role == Role.GOING_LIVE && poweredOff.contains(incarnation)) {
            throw new Violation("power-off and detach never go live", "expected role=POWERED_OFF actual=" + role + " "
                    + process + ", generation " + generation + ", step " + process.replica().status().step());
        }
    }

    // ---- at the end

    /** What the outside world saw of an incarnation, without duplicates. */
    public List<Produced> outside(long incarnation) {
        return outside.getOrDefault(incarnation, List.of());
    }

    public long digestsCompared() {
        return digestsCompared;
    }

    static String hex(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < Math.min(bytes.length, 48); i++) {
            text.append("%02x".formatted(bytes[i]));
        }
        return text.append(bytes.length > 48 ? "…" : "").toString();
    }
}
