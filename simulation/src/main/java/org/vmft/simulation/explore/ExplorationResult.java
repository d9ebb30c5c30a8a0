package org.vmft.simulation.explore;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What an exploration found.
 *
 * @param roleStates distinct states of the role core that were met
 * @param decisions distinct questions to it
 * @param trace of the violation; empty without one
 */
record ExplorationResult(Bounds bounds, int states, long transitions, int roleStates, long decisions, long nanos,
        Optional<Violation> violation, List<String> trace, List<StuckCategory> stuck) {

    /** Whether every invariant holds, and whatever cannot go on cannot by the design. */
    boolean holds() {
        return violation.isEmpty() && stuck.stream().allMatch(StuckCategory::inherent);
    }

    String text() {
        StringBuilder text = new StringBuilder(bounds.text()).append(System.lineSeparator());
        text.append("  %,d states, %,d transitions, %d role states, %d role decisions, %.1f s%n".formatted(states,
                transitions, roleStates, decisions, nanos / 1e9));
        if (violation.isPresent()) {
            text.append("  violated: ").append(violation.get()).append(System.lineSeparator());
            trace.forEach(line -> text.append("    ").append(line).append(System.lineSeparator()));
            return text.toString();
        }
        text.append("  all invariants hold").append(System.lineSeparator());
        for (StuckCategory category : stuck) {
            text.append("  %s, %,d states: %s%n".formatted(category.inherent() ? "inherent" : "stuck",
                    category.states(), category.name()));
            category.trace().forEach(line -> text.append("    ").append(line).append(System.lineSeparator()));
        }
        if (stuck.stream().allMatch(StuckCategory::inherent)) {
            text.append("  from every other state some course without faults leads to a live virtual machine, or one marked off, "
                    + "with all output released")
                    .append(System.lineSeparator());
        }
        return text.toString();
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("bounds", bounds.values());
        values.put("states", states);
        values.put("transitions", transitions);
        values.put("roleStates", roleStates);
        values.put("roleDecisions", decisions);
        values.put("seconds", nanos / 1e9);
        values.put("invariants", Arrays.stream(Invariant.values()).map(Invariant::toString).toList());
        values.put("violation", violation.map(Violation::toString).orElse(null));
        values.put("trace", trace);
        values.put("stuck", stuck.stream().map(StuckCategory::values).toList());
        return values;
    }
}
