package org.vmft.simulation.world;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.vmft.api.replica.Role;

/** What goes wrong in a history: kinds and their likelihood vary with the seed. */
final class Faults {
    private static final long MILLI = 1_000_000;
    private static final int RETRIES_MAX = 30;
    /** A virtual machine that is lost starts over, which takes time from the rest of its history. */
    private static final int FATAL_ONE_IN = 25;
    /** About what fills the window of unacknowledged entries, at three entries a frame. */
    private static final int FLOOD_FRAMES_MIN = 2500;
    private static final long RETRY_NANOS = 10 * MILLI;
    /** So slow, a backup has not executed the requests of so long a flood when it suspects its primary. */
    private static final int BEHIND_SLOWNESS = 300;
    private static final long FLOOD_NANOS = 12 * MILLI;

    private final World world;
    private final Client client;
    private final List<String> addresses;
    private final Random random;
    private final int[] weights = new int[Fault.values().length];
    private final int secondStrikePercent;
    private boolean over;

    Faults(World world, Client client, List<String> addresses, Random random) {
        this.world = world;
        this.client = client;
        this.addresses = addresses;
        this.random = random;
        for (Fault fault : Fault.values()) {
            int usual = switch (fault) {
                case CRASH_AT_FAILPOINT -> 60;
                case CUT_AT_FAILPOINT -> 30;
                case KILL_PRIMARY -> 24;
                case KILL_JOINER, ARBITER_DOWN, ARBITER_SLOW, SLOW_BACKUP, STALLED_BACKUP, DETACH -> 20;
                case CORRUPTED_MEMORY -> 14;
                case KILL_ANY, FLOOD, POWER_OFF, SECOND_BOOT -> 4;
                default -> 10;
            };
            weights[fault.ordinal()] = random.nextInt(3) == 0 ? 0 : 1 + random.nextInt(usual);
        }
        weights[Fault.CRASH_AT_FAILPOINT.ordinal()] += 20;
        weights[Fault.KILL_PRIMARY.ordinal()] += 8;
        secondStrikePercent = random.nextInt(60);
    }

    /** One fault, as soon as it fits; sometimes a second right behind. */
    void strike() {
        strike(draw(), RETRIES_MAX);
        if (random.nextInt(100) < secondStrikePercent) {
            long soon = random.nextInt(random.nextBoolean() ? 3 : 120) * MILLI + random.nextInt(1_000_000);
            world.timeline().after(soon, () -> strike(draw(), 0));
        }
    }

    private void strike(Fault fault, int retries) {
        if (over) {
            return;
        }
        if (strike(fault)) {
            world.coverage().count(Coverage.fault(fault));
        } else if (retries > 0) {
            world.timeline().after(RETRY_NANOS, () -> strike(fault, retries - 1));
        }
    }

    private Fault draw() {
        int sum = 0;
        for (int weight : weights) {
            sum += weight;
        }
        int left = random.nextInt(sum);
        for (Fault fault : Fault.values()) {
            left -= weights[fault.ordinal()];
            if (left < 0) {
                return fault;
            }
        }
        throw new AssertionError();
    }

    /** False when it does not fit the present moment. */
    private boolean strike(Fault fault) {
        Optional<Process> leader = any(p -> p.role().live() || p.role() == Role.CLAIMING);
        Optional<Process> primary = any(p -> p.role() == Role.PRIMARY);
        Optional<Process> backup = any(p -> p.role() == Role.BACKUP);
        boolean pair = primary.isPresent() && backup.isPresent();
        boolean apart = pair && !primary.get().host().equals(backup.get().host());
        return switch (fault) {
            case KILL_PRIMARY -> pair && kill(fault, primary);
            case KILL_BACKUP -> pair && kill(fault, backup);
            case KILL_JOINER -> kill(fault, any(p -> p.role() == Role.JOINING));
            case KILL_ANY -> kill(fault, any(p -> !lastHope(p) || random.nextInt(FATAL_ONE_IN) == 0));
            case HOST_DOWN -> apart && hostDown((random.nextBoolean() ? primary : backup).get().host());
            case CRASH_AT_FAILPOINT -> pair && crashAt(crashFailpoint(), primary.get(), backup.get());
            case CUT_AT_FAILPOINT -> pair && cutAt(random.nextInt(3) == 0 ? joinFailpoint() : anyFailpoint(), primary.get(), backup.get());
            case PAUSE_PRIMARY -> leader.isPresent() && pause(leader.get());
            case PAUSE_BACKUP -> backup.isPresent() && pause(backup.get());
            case PARTITION -> apart && cut(primary.get().host(), backup.get().host(), true, true);
            case ONE_WAY_TO_BACKUP -> apart && cut(primary.get().host(), backup.get().host(), true, false);
            case ONE_WAY_TO_PRIMARY -> apart && cut(primary.get().host(), backup.get().host(), false, true);
            case SWITCH_CUT -> leader.isPresent() && cut(leader.get().host(), SimulatedSwitch.HOST, true, true);
            case ARBITER_CUT -> pair && arbiterCut(primary.get(), backup.get());
            case CONNECTION_LOST -> pair && pipe(primary.get(), backup.get(), Pipe::breakOff);
            case CORRUPTED_FRAME -> pair && pipe(primary.get(), backup.get(), Pipe::corruptNext);
            case POWER_OFF -> leader.isPresent() && run(fault, leader.get(), () -> leader.get().replica().requestPowerOff());
            case DETACH -> pair && run(fault, primary.get(), () -> detach(primary.get(), backup.get()));
            case CORRUPTED_MEMORY -> pair && run(fault, backup.get(), () -> corrupt(primary.get(), backup.get()));
            case SLOW_BACKUP -> backup.isPresent() && run(fault, backup.get(), () -> slow(backup.get()));
            case STALLED_BACKUP -> backup.isPresent() && run(fault, backup.get(), () -> stall(backup.get()));
            case SECOND_BOOT -> leader.isPresent() && secondBoot();
            default -> worldwide(fault, primary, backup);
        };
    }

    private boolean arbiterCut(Process primary, Process backup) {
        int ways = random.nextInt(3);
        cut((random.nextBoolean() ? primary : backup).host(), SimulatedArbiter.HOST, ways > 0, ways != 1);
        if (random.nextBoolean()) {
            disturb(primary, backup);
        }
        return true;
    }

    private boolean worldwide(Fault fault, Optional<Process> primary, Optional<Process> backup) {
        long now = world.timeline().now();
        boolean pair = primary.isPresent() && backup.isPresent();
        switch (fault) {
            case SLOW_NETWORK -> world.network().slow(now + span(50, 500));
            case ARBITER_DOWN, ARBITER_SLOW -> {
                if (fault == Fault.ARBITER_DOWN) {
                    world.arbiter().down(now + span(50, 700));
                } else {
                    world.arbiter().slow(now + span(100, 1500));
                }
                if (pair && random.nextInt(4) > 0) {
                    disturb(primary.get(), backup.get());
                }
            }
            case FLOOD -> {
                client.flood(FLOOD_FRAMES_MIN + random.nextInt(FLOOD_FRAMES_MIN));
                if (pair && random.nextInt(4) > 0) {
                    cut(backup.get().host(), primary.get().host(), true, false);
                }
            }
            case ARBITER_CRASH_AFTER_WRITE -> {
                if (!pair) {
                    return false;
                }
                world.arbiter().crashAfterNextWrite();
                disturb(primary.get(), backup.get());
            }
            default -> throw new IllegalArgumentException(fault.toString());
        }
        world.trace().fault("world", fault.toString());
        return true;
    }

    private Failpoint anyFailpoint() {
        return Failpoint.values()[random.nextInt(Failpoint.values().length)];
    }

    private Failpoint joinFailpoint() {
        return Failpoint.values()[random.nextInt(4) + Failpoint.BEFORE_STATE.ordinal()];
    }

    /** Whoever dies there may be the last; no more often than needed. */
    private Failpoint crashFailpoint() {
        Failpoint at = anyFailpoint();
        return at.mayBeFatal() && !at.inJoin() && random.nextInt(5) < 2 ? anyFailpoint() : at;
    }

    private boolean crashAt(Failpoint at, Process primary, Process backup) {
        boolean joiner = at.inJoin() && random.nextInt(5) < 2;
        arm(at, primary, backup, "crash" + (joiner ? " of the joiner" : ""), (process, peer) -> {
            if (joiner) {
                world.kill(peer, "crash when the primary passes " + at);
            } else if (at.mayBeFatal() || !lastHope(process) || random.nextInt(FATAL_ONE_IN) == 0) {
                Failpoints.crash(at);
            }
        });
        return true;
    }

    private boolean cutAt(Failpoint at, Process primary, Process backup) {
        boolean wide = !at.inJoin() && random.nextBoolean();
        int kind = random.nextInt(4);
        arm(at, primary, backup, wide ? "cut off" : "cut", (process, peer) -> {
            if (wide) {
                switch (kind) {
                    case 0 -> cut(process.host(), "*", true, true);
                    case 1 -> cut(process.host(), "*", true, false);
                    case 2 -> cut("*", process.host(), true, false);
                    default -> cut(process.host(), SimulatedArbiter.HOST, true, true);
                }
            } else {
                switch (kind) {
                    case 0 -> pause(process);
                    case 1 -> pause(peer);
                    case 2 -> cut(peer.host(), process.host(), true, false);
                    default -> world.pipes().stream().filter(pipe -> pipe.between(process, peer)).findFirst()
                            .ifPresent(Pipe::breakOff);
                }
            }
        });
        return true;
    }

    private void arm(Failpoint at, Process primary, Process backup, String what,
            BiConsumer<Process, Process> action) {
        int hits = at.inFailover() ? 1 + random.nextInt(2) : at.inJoin() ? 1 : 1 + random.nextInt(random.nextBoolean() ? 4 : 40);
        world.trace().fault("world", what + " at " + at + ", passage " + hits);
        world.failpoints().arm(at, hits, action);
        if (at.inFailover()) {
            disturb(primary, backup);
        } else if (at.inJoin()) {
            kill(Fault.KILL_BACKUP, Optional.of(backup));
        }
    }

    /** Makes one of a pair, or both, suspect the other, and leaves both alive for now. */
    private void disturb(Process primary, Process backup) {
        boolean apart = !primary.host().equals(backup.host());
        int kind = random.nextInt(apart ? 5 : 2);
        switch (kind) {
            case 0 -> pause(primary);
            case 1 -> pause(backup);
            case 2 -> cut(primary.host(), backup.host(), true, true);
            case 3 -> cut(primary.host(), backup.host(), true, false);
            default -> cut(primary.host(), backup.host(), false, true);
        }
    }

    /** Whether the virtual machine is lost with this process. */
    private boolean lastHope(Process process) {
        return world.witness().lastHope(process.standing(), world::alive);
    }

    private boolean kill(Fault fault, Optional<Process> victim) {
        victim.ifPresent(process -> world.kill(process, fault.toString()));
        return victim.isPresent();
    }

    private boolean hostDown(String host) {
        world.trace().fault("world", Fault.HOST_DOWN + " " + host);
        world.alive().filter(process -> process.host().equals(host)).toList()
                .forEach(process -> world.kill(process, "its host is down"));
        return cut(host, "*", true, false) && cut("*", host, true, false);
    }

    private boolean pause(Process process) {
        world.trace().fault(process.toString(), "stands still");
        process.pause();
        world.timeline().after(span(20, 900), process::resume);
        return true;
    }

    private boolean cut(String one, String other, boolean forth, boolean back) {
        long until = span(20, 900);
        if (forth) {
            cutOneWay(one, other, until);
        }
        if (back) {
            cutOneWay(other, one, until);
        }
        return forth || back;
    }

    private void cutOneWay(String from, String to, long nanos) {
        world.trace().fault("world", "nothing passes from " + from + " to " + to);
        world.network().cut(from, to);
        world.timeline().after(nanos, () -> {
            world.network().heal(from, to);
            world.trace().line("world", "messages pass from " + from + " to " + to + " again");
        });
    }

    private boolean run(Fault fault, Process process, Runnable action) {
        world.trace().fault(process.toString(), fault.toString());
        action.run();
        return true;
    }

    private void slow(Process process) {
        slow(process, random.nextBoolean() ? 20 + random.nextInt(80) : 200 + random.nextInt(3000), span(50, 500));
        killBeforeItHasCaughtUp();
    }

    private void slow(Process process, int slowness, long nanos) {
        process.slow(slowness);
        world.timeline().after(nanos, () -> process.slow(1));
    }

    private void killBeforeItHasCaughtUp() {
        if (random.nextBoolean()) {
            world.timeline().after(span(2, 60), () -> strike(Fault.KILL_PRIMARY, 0));
        }
    }

    private void stall(Process process) {
        process.stall(true);
        world.timeline().after(span(20, 400), () -> process.stall(false));
        if (random.nextInt(10) == 0) {
            client.flood(FLOOD_FRAMES_MIN + random.nextInt(2 * FLOOD_FRAMES_MIN));
        } else {
            killBeforeItHasCaughtUp();
        }
    }

    private void detach(Process primary, Process backup) {
        switch (random.nextInt(6)) {
            case 0, 1 -> {
                cutWhileBehind(primary, backup, () -> primary.replica().requestDetach());
                return;
            }
            case 2, 3, 4 -> cut(primary.host(), backup.host(), true, false);
            default -> cut(backup.host(), primary.host(), true, false);
        }
        primary.replica().requestDetach();
    }

    /** Found at once, or only among what is left when the backup has sealed. */
    private void corrupt(Process primary, Process backup) {
        if (random.nextInt(3) == 0) {
            backup.corruptNextMark();
        } else {
            cutWhileBehind(primary, backup, backup::corruptNextMark);
        }
    }

    /** The backup has much to execute yet when it suspects its primary, which lives; before the cut this happens. */
    private void cutWhileBehind(Process primary, Process backup, Runnable before) {
        slow(backup, BEHIND_SLOWNESS, span(300, 700));
        client.flood((int) (FLOOD_NANOS / Client.FLOOD_NANOS));
        world.timeline().after(FLOOD_NANOS * 3 / 4, before);
        world.timeline().after(FLOOD_NANOS, () -> cut(primary.host(), backup.host(), true, random.nextBoolean()));
    }

    private boolean secondBoot() {
        Optional<String> address = addresses.stream().filter(world::free).findFirst();
        address.ifPresent(free -> world.boot(free, false));
        return address.isPresent();
    }

    private long span(int fromMillis, int toMillis) {
        return (fromMillis + random.nextInt(toMillis - fromMillis)) * MILLI;
    }

    private Optional<Process> any(Predicate<Process> wanted) {
        List<Process> candidates = world.alive().filter(Process::undisturbed).filter(wanted).toList();
        return candidates.isEmpty() ? Optional.empty() : Optional.of(candidates.get(random.nextInt(candidates.size())));
    }

    private boolean pipe(Process one, Process other, Consumer<Pipe> action) {
        List<Pipe> between = world.pipes().stream().filter(pipe -> pipe.between(one, other)).toList();
        if (between.isEmpty()) {
            return false;
        }
        world.trace().fault("world", "connection between " + one + " and " + other + " disturbed");
        action.accept(between.get(random.nextInt(between.size())));
        return true;
    }

    /** Ends every fault under way; nothing new goes wrong. */
    void end() {
        over = true;
        world.failpoints().disarm();
        world.network().healAll();
        world.arbiter().recover();
        world.alive().toList().forEach(process -> {
            process.resume();
            process.stall(false);
            process.slow(1);
            process.takeCorruption();
        });
    }
}
