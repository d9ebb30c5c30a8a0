package org.vmft.simulation.world;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.vmft.api.replica.Role;

/** How often each failpoint, fault and role transition was exercised. */
public final class Coverage {
    private final Map<String, Long> counts = new TreeMap<>();

    void count(String what) {
        counts.merge(what, 1L, Long::sum);
    }

    public void add(Coverage other) {
        other.counts.forEach((what, count) -> counts.merge(what, count, Long::sum));
    }

    public long count(Role before, Role after) {
        return counts.getOrDefault(transition(before, after), 0L);
    }

    public Map<String, Long> counts() {
        return counts;
    }

    /** Everything that a long enough run has to exercise, whether it did or not. */
    public static List<String> wanted() {
        List<String> wanted = new ArrayList<>();
        for (Failpoint failpoint : Failpoint.values()) {
            wanted.add(crash(failpoint));
        }
        for (Fault fault : Fault.values()) {
            wanted.add(fault(fault));
        }
        for (Role before : Role.values()) {
            for (Role after : Transitions.from(before)) {
                wanted.add(transition(before, after));
            }
        }
        return wanted;
    }

    static String crash(Failpoint failpoint) {
        return "crash: " + failpoint;
    }

    static String fault(Fault fault) {
        return "fault: " + fault;
    }

    static String transition(Role before, Role after) {
        return "role: " + before + " -> " + after;
    }
}
