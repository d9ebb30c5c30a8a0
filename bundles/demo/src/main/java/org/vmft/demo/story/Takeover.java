package org.vmft.demo.story;

import java.util.List;
import java.util.Optional;
import org.vmft.api.replica.Role;

/**
 * How one node went on alone after a strike. Times are the host's monotonic clock in nanoseconds.
 *
 * @param detector by which sign the survivor suspected its peer
 * @param lastReplyAt last answer before the claim was granted: the survivor released none of its own earlier
 * @param firstReplyAt first answer after that
 */
public record Takeover(String survivor, String detector, long suspectedAt, long claimedAt, long grantedAt, long generation,
        long liveAt, long lastReplyAt, long firstReplyAt) {
    public static Optional<Takeover> of(Strike strike, List<NodeEvent> after, long[] answeredAt) {
        Optional<NodeEvent> granted = after.stream().filter(event -> event.granted().isPresent()).findFirst();
        if (granted.isEmpty()) {
            return Optional.empty();
        }
        String survivor = granted.get().node();
        long grantedAt = granted.get().nanos();
        List<NodeEvent> own = after.stream().filter(event -> event.node().equals(survivor)).toList();
        Optional<NodeEvent> claimed = own.stream().filter(NodeEvent::claims).findFirst();
        Optional<NodeEvent> suspected = own.stream().filter(event -> event.suspects().isPresent()).findFirst();
        Optional<NodeEvent> live = own.stream().filter(event -> event.nanos() >= grantedAt && event.becomes(Role.SOLO)).findFirst();
        long last = Long.MIN_VALUE;
        long first = Long.MAX_VALUE;
        for (long at : answeredAt) {
            last = at < grantedAt ? Math.max(last, at) : last;
            first = at >= grantedAt ? Math.min(first, at) : first;
        }
        if (claimed.isEmpty() || suspected.isEmpty() || live.isEmpty() || last == Long.MIN_VALUE || first == Long.MAX_VALUE) {
            return Optional.empty();
        }
        return Optional.of(new Takeover(survivor, suspected.get().suspects().orElseThrow(), suspected.get().nanos(),
                claimed.get().nanos(), grantedAt, granted.get().granted().getAsLong(), live.get().nanos(), last, first));
    }

    public double gapMillis() {
        return millis(lastReplyAt, firstReplyAt);
    }

    static double millis(long from, long to) {
        return Math.round((to - from) / 1e5) / 10.0;
    }
}
