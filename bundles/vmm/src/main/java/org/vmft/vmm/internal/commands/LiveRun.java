package org.vmft.vmm.internal.commands;

import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.vmft.api.log.LogEntry;
import org.vmft.api.vm.Turn;
import org.vmft.api.vm.VirtualMachine;

/**
 * Drives a recording machine on a thread of its own: an interrupt of the caller ends the run between two turns, and
 * never meets a log file in the middle of a write.
 */
final class LiveRun {
    /** The caller waits so long for the turn in progress after an interrupt. */
    private static final long LAST_TURN_MILLIS = 2_000;

    enum End { HALTED, STEPS_REACHED, TIME_OVER, INTERRUPTED, LOG_FAILED }

    private final VirtualMachine machine;
    private final StandaloneHost host;
    private final TypedInput typed;
    private final Optional<RandomInputs> random;
    private final long stepsMax;
    private final long endNanos;
    private final Thread thread;
    private volatile boolean ending;
    private End end = End.INTERRUPTED;
    private Optional<Throwable> failure = Optional.empty();

    LiveRun(VirtualMachine machine, StandaloneHost host, InputStream in, Optional<RandomInputs> random, long stepsMax, long endNanos) {
        this.machine = machine;
        this.host = host;
        this.random = random;
        this.stepsMax = stepsMax;
        this.endNanos = endNanos;
        thread = new Thread(this::drive, "machine");
        typed = new TypedInput(in, () -> LockSupport.unpark(thread));
    }

    /** Returns when the run has ended, if by an interrupt with the calling thread's interrupt status cleared. */
    End run() {
        typed.start();
        host.startDisk(completion -> {
            machine.post(completion);
            LockSupport.unpark(thread);
        });
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            ending = true;
            LockSupport.unpark(thread);
            awaitLastTurn();
        }
        failure.ifPresent(cause -> {
            throw new IllegalStateException("the machine failed: " + cause, cause);
        });
        return end;
    }

    private void awaitLastTurn() {
        try {
            thread.join(LAST_TURN_MILLIS);
        } catch (InterruptedException again) {
            // The thread that asked twice is still waited for, by the check below.
        }
        if (thread.isAlive()) {
            throw new IllegalStateException("the machine did not stop within " + LAST_TURN_MILLIS + " ms");
        }
    }

    private void drive() {
        try {
            Optional<End> reached = Optional.empty();
            while (reached.isEmpty()) {
                reached = turn(System.nanoTime());
            }
            end = reached.get();
        } catch (RuntimeException | Error e) {
            failure = Optional.of(e);
        }
    }

    private Optional<End> turn(long now) {
        if (ending) {
            return Optional.of(End.INTERRUPTED);
        }
        if (now - endNanos >= 0) {
            return Optional.of(End.TIME_OVER);
        }
        typed.drain(bytes -> machine.post(new LogEntry.ConsoleInput(bytes)));
        random.ifPresent(inputs -> inputs.post(now, machine::post));
        Turn turn = machine.turn(now);
        host.showConsole();
        if (host.failure().isPresent()) {
            return Optional.of(End.LOG_FAILED);
        }
        if (turn instanceof Turn.Halted) {
            return Optional.of(End.HALTED);
        }
        if (machine.step() >= stepsMax) {
            return Optional.of(End.STEPS_REACHED);
        }
        if (turn instanceof Turn.WaitUntil wait) {
            pause(now, wait.nanos());
        }
        return Optional.empty();
    }

    private void pause(long now, long wakeNanos) {
        long until = Math.min(wakeNanos == Long.MAX_VALUE ? Long.MAX_VALUE : wakeNanos - now, endNanos - now);
        if (random.isPresent()) {
            until = Math.min(until, random.get().dueNanos() - now);
        }
        if (until > 0) {
            LockSupport.parkNanos(this, until);
        }
    }
}
