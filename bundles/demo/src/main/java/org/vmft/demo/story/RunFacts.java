package org.vmft.demo.story;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.vmft.demo.client.ClientFacts;
import org.vmft.demo.transfer.LinesFacts;
import org.vmft.demo.transfer.TransferFacts;
import org.vmft.demo.history.HistoryFacts;

/**
 * Everything that is known of a run.
 *
 * @param events of all nodes
 * @param strikes in the order of time
 * @param transfers some for each strike; none when the guest serves none
 * @param lines empty when none were asked
 * @param history empty when the logs were not replayed
 * @param abandoned why the run did not come to its end, if it did not
 */
public record RunFacts(Fault fault, long seed, long startedAt, List<NodeEvent> events, List<Strike> strikes,
        List<TransferFacts> transfers, Optional<LinesFacts> lines, ClientFacts client, Optional<HistoryFacts> history, Optional<String> abandoned) {
    public RunFacts {
        events = events.stream().sorted(Comparator.comparingLong(NodeEvent::nanos)).toList();
        strikes = List.copyOf(strikes);
        transfers = List.copyOf(transfers);
    }

    /** The time up to which things are a consequence of this strike and of no later one. */
    long endOf(Strike strike) {
        int next = strikes.indexOf(strike) + 1;
        return next < strikes.size() ? strikes.get(next).at() : Long.MAX_VALUE;
    }

    List<NodeEvent> eventsAfter(Strike strike) {
        long end = endOf(strike);
        return events.stream().filter(event -> event.nanos() >= strike.at() && event.nanos() < end).toList();
    }

    /** Number of first answers in this span of time. */
    long answers(long from, long to) {
        long count = 0;
        for (long at : client.answeredAt()) {
            count += at >= from && at < to ? 1 : 0;
        }
        return count;
    }

    /** How often a node suspected one that lived, as happens on a busy host, and won. */
    long lapses() {
        long grants = events.stream().filter(event -> event.granted().isPresent()).count();
        return grants - strikes.stream().filter(strike -> takeover(strike).isPresent()).count();
    }

    /** Empty when nobody went live and answered. */
    public Optional<Takeover> takeover(Strike strike) {
        return Takeover.of(strike, eventsAfter(strike), client.answeredAt());
    }
}
