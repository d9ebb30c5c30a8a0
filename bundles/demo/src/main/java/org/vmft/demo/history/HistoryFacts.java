package org.vmft.demo.history;

import java.util.List;

/**
 * What the replay of a run's logs found.
 *
 * @param isa the guest's instruction set
 * @param logs number of logs replayed, one after the other
 * @param replies distinct requests that the guest answered
 * @param divergences replays that left their log, and requests answered differently at different times
 * @param failures what is not as it must be, one line each; empty when everything is
 */
public record HistoryFacts(String isa, int logs, long digestsCompared, long replies, long divergences, List<String> failures) {
    public HistoryFacts {
        failures = List.copyOf(failures);
    }
}
