package org.vmft.gdb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.vmft.api.debug.DebugStops;

/** Where the machine stops, and why it did. Breakpoints are kept here and not in memory, so the two kinds are one. */
final class Breakpoints implements DebugStops {
    static final int BREAKPOINTS_MAX = 1024;
    static final int WATCHPOINTS_MAX = 64;

    /** What a watchpoint looks for. */
    enum Watch {
        WRITE("watch"), READ("rwatch"), ACCESS("awatch");

        private final String reason;

        Watch(String reason) {
            this.reason = reason;
        }
    }

    private record Watchpoint(Watch kind, long address, long bytes) {
        boolean sees(long at, int length, boolean loads, boolean stores) {
            boolean kindSeen = switch (kind) {
                case WRITE -> stores;
                case READ -> loads;
                case ACCESS -> true;
            };
            return kindSeen && at < address + bytes && address < at + length;
        }
    }

    private final TreeSet<Long> addresses = new TreeSet<>();
    private final List<Watchpoint> watchpoints = new ArrayList<>();
    private boolean stepping;
    private boolean resumed;
    private Optional<String> stop = Optional.empty();

    /** False when there is no room for another. */
    boolean add(long address) {
        return addresses.contains(address) || addresses.size() < BREAKPOINTS_MAX && addresses.add(address);
    }

    void remove(long address) {
        addresses.remove(address);
    }

    boolean addWatch(Watch kind, long address, long bytes) {
        Watchpoint wanted = new Watchpoint(kind, address, bytes);
        return watchpoints.contains(wanted) || watchpoints.size() < WATCHPOINTS_MAX && watchpoints.add(wanted);
    }

    void removeWatch(Watch kind, long address, long bytes) {
        watchpoints.remove(new Watchpoint(kind, address, bytes));
    }

    /** Runs on from where the machine stands, whether or not that is a breakpoint. */
    void resume(boolean step) {
        stepping = step;
        resumed = true;
        stop = Optional.empty();
    }

    /** Why the machine stopped since it was resumed, as a stop reply's reason; empty while it runs. */
    Optional<String> stop() {
        return stop;
    }

    @Override
    public boolean stopBefore(long step, long programCounter) {
        if (stop.isPresent()) {
            return true;
        }
        if (!resumed && (stepping || addresses.contains(programCounter))) {
            stop = Optional.of("T05");
        }
        resumed = false;
        return stop.isPresent();
    }

    @Override
    public boolean stopBehindAccess(long address, int bytes, boolean loads, boolean stores) {
        for (Watchpoint watchpoint : watchpoints) {
            if (watchpoint.sees(address, bytes, loads, stores)) {
                stop = Optional.of("T05" + watchpoint.kind.reason + ":" + Long.toHexString(address) + ";");
                return true;
            }
        }
        return false;
    }
}
