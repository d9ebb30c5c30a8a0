package org.vmft.simulation.explore;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * States from which no course without faults gets the virtual machine going again.
 *
 * @param inherent the design says so, by the rule that is the name
 * @param first the nearest of them
 */
record StuckCategory(String name, boolean inherent, int states, int first, List<String> trace) {
    StuckCategory oneMore() {
        return new StuckCategory(name, inherent, states + 1, first, trace);
    }

    StuckCategory with(List<String> shortest) {
        return new StuckCategory(name, inherent, states, first, shortest);
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("category", name);
        values.put("inherent", inherent);
        values.put("states", states);
        values.put("trace", trace);
        return values;
    }
}
