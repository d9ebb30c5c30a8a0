package org.vmft.simulation.world;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.vmft.api.replica.ReplicaId;
import org.vmft.api.replica.Role;
import org.vmft.replication.internal.Replica;

/** One operating-system process with one replica, on a host, listening at an address of its own. */
public final class Process {
    /** Virtual time that one guest step takes. */
    private static final long NANOS_PER_STEP = 20;
    private static final long NANOS_PER_TURN = 5_000;

    private final World world;
    private final String host;
    private final String address;
    private final int number;
    private final String name;
    private final ReplicaId id;
    private final long clockOrigin;
    private final Deque<Runnable> deferred = new ArrayDeque<>();
    private final List<Runnable> onResume = new ArrayList<>();
    private Replica replica;
    private boolean started;
    private boolean dead;
    private boolean paused;
    private boolean stalled;
    private boolean frozenTurn;
    private boolean corruptNextMark;
    private double slowness = 1;
    private long turnAt = Long.MAX_VALUE;
    private long busyUntil;

    Process(World world, String host, String address, int number, ReplicaId id, long clockOrigin) {
        this.world = world;
        this.host = host;
        this.address = address;
        this.number = number;
        name = host + "#" + number;
        this.id = id;
        this.clockOrigin = clockOrigin;
    }

    void run(Replica created) {
        replica = created;
        execute(() -> {
            try {
                replica.start();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            started = true;
            scheduleTurn(world.timeline().now());
        });
    }

    /** The host's monotonic clock; its origin is the host's own. */
    long clock() {
        return world.timeline().now() + clockOrigin;
    }

    /** Runs in this process as soon as it runs at all; never if it is dead. */
    void execute(Runnable action) {
        world.timeline().at(world.timeline().now(), () -> perform(action));
    }

    private void perform(Runnable action) {
        if (dead) {
            return;
        }
        if (paused) {
            deferred.addLast(action);
            return;
        }
        guarded(action);
    }

    private void guarded(Runnable action) {
        try {
            action.run();
        } catch (Crash crash) {
            world.coverage().count(Coverage.crash(crash.at()));
            world.kill(this, "crash " + crash.at());
        } catch (Violation violation) {
            throw violation;
        } catch (RuntimeException e) {
            world.failed(this, e);
        }
    }

    void wake() {
        if (started && !dead) {
            scheduleTurn(world.timeline().now());
        }
    }

    private void scheduleTurn(long wanted) {
        long at = Math.max(wanted, busyUntil);
        if (at < turnAt) {
            turnAt = at;
            world.timeline().at(at, () -> turn(at));
        }
    }

    private void turn(long scheduledAt) {
        if (dead || scheduledAt != turnAt) {
            return;
        }
        if (paused || stalled) {
            frozenTurn = true;
            return;
        }
        turnAt = Long.MAX_VALUE;
        guarded(() -> {
            long before = replica.status().step();
            long next = replica.turn();
            long steps = replica.status().step() - before;
            busyUntil = world.timeline().now() + (long) ((NANOS_PER_TURN + steps * NANOS_PER_STEP) * slowness);
            if (next != Long.MAX_VALUE) {
                scheduleTurn(Math.max(next - clockOrigin, busyUntil));
            }
        });
    }

    void pause() {
        paused = true;
    }

    /** What arrived meanwhile is handled in order; whether the replica's own thread runs first is chance. */
    void resume() {
        if (dead || !paused) {
            return;
        }
        paused = false;
        world.trace().line(this, () -> "goes on");
        boolean turnFirst = world.random().nextBoolean();
        if (turnFirst) {
            resumeTurn();
        }
        while (!deferred.isEmpty()) {
            execute(deferred.removeFirst());
        }
        List<Runnable> due = new ArrayList<>(onResume);
        onResume.clear();
        due.forEach(Runnable::run);
        if (!turnFirst) {
            resumeTurn();
        }
    }

    /** Calls back when the process goes on. */
    void onResume(Runnable action) {
        onResume.add(action);
    }

    /** The replica's own thread stands still, or goes on; its receiving threads never stop. */
    void stall(boolean still) {
        stalled = still;
        if (!still && !dead && !paused) {
            resumeTurn();
        }
    }

    private void resumeTurn() {
        if (frozenTurn) {
            frozenTurn = false;
            turnAt = Long.MAX_VALUE;
            scheduleTurn(world.timeline().now());
        }
    }

    void slow(double factor) {
        slowness = factor;
    }

    /** The next output mark that its replay is given is damaged in this host's memory. */
    void corruptNextMark() {
        corruptNextMark = true;
    }

    boolean takeCorruption() {
        boolean corrupt = corruptNextMark;
        corruptNextMark = false;
        return corrupt;
    }

    void die() {
        dead = true;
        deferred.clear();
        onResume.clear();
    }

    boolean alive() {
        return !dead;
    }

    boolean paused() {
        return paused;
    }

    boolean undisturbed() {
        return !paused && !stalled;
    }

    public Role role() {
        return replica.status().role();
    }

    public Replica replica() {
        return replica;
    }

    Standing standing() {
        return Standing.of(number, name, replica.status());
    }

    public String host() {
        return host;
    }

    public String address() {
        return address;
    }

    public ReplicaId id() {
        return id;
    }

    /** Unique among all processes of a history. */
    public int number() {
        return number;
    }

    @Override
    public String toString() {
        return name;
    }
}
