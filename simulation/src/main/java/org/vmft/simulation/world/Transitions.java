package org.vmft.simulation.world;

import static org.vmft.api.replica.Role.ABORTED;
import static org.vmft.api.replica.Role.BACKUP;
import static org.vmft.api.replica.Role.BOOTING;
import static org.vmft.api.replica.Role.CLAIMING;
import static org.vmft.api.replica.Role.CLONING;
import static org.vmft.api.replica.Role.CUTOVER;
import static org.vmft.api.replica.Role.DETACHED;
import static org.vmft.api.replica.Role.DIVERGED;
import static org.vmft.api.replica.Role.FENCED;
import static org.vmft.api.replica.Role.GOING_LIVE;
import static org.vmft.api.replica.Role.JOINING;
import static org.vmft.api.replica.Role.POWERED_OFF;
import static org.vmft.api.replica.Role.PRIMARY;
import static org.vmft.api.replica.Role.SEALED;
import static org.vmft.api.replica.Role.SOLO;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.vmft.api.replica.Role;

/** The role changes that the design allows. */
public final class Transitions {
    private static final Map<Role, Set<Role>> NEXT = new EnumMap<>(Role.class);

    static {
        for (Role role : Role.values()) {
            NEXT.put(role, EnumSet.noneOf(Role.class));
        }
        NEXT.put(BOOTING, EnumSet.of(SOLO, FENCED));
        NEXT.put(SOLO, EnumSet.of(CLONING, CLAIMING, POWERED_OFF));
        NEXT.put(CLONING, EnumSet.of(CUTOVER, SOLO));
        NEXT.put(CUTOVER, EnumSet.of(PRIMARY, CLAIMING));
        NEXT.put(PRIMARY, EnumSet.of(CLAIMING, SOLO, POWERED_OFF));
        NEXT.put(JOINING, EnumSet.of(BACKUP, ABORTED));
        NEXT.put(BACKUP, EnumSet.of(SEALED, DETACHED, DIVERGED));
        NEXT.put(SEALED, EnumSet.of(CLAIMING, DETACHED, DIVERGED));
        NEXT.put(CLAIMING, EnumSet.of(GOING_LIVE, SOLO, FENCED, POWERED_OFF));
        NEXT.put(GOING_LIVE, EnumSet.of(SOLO));
    }

    private Transitions() {}

    static boolean documented(Role before, Role after) {
        return NEXT.get(before).contains(after);
    }

    public static Set<Role> from(Role before) {
        return NEXT.get(before);
    }
}
