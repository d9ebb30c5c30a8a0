package org.vmft.vmm.internal.commands;

import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.vmft.api.debug.DebugSession;
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

    enum End { HALTED, STEPS_REACHED, TIME_OVER, INTERRUPTED, LEFT, LOG_FAILED }

    private final VirtualMachine machine;
    private final StandaloneHost host;
    private final TypedInput typed;
    private final Optional<RandomInputs> random;
    private final long stepsMax;
    private final long endNanos;
    private final Thread thread;
    private Optional<EscapeKeys> escape = Optional.empty();
    private Optional<StepObserver> observer = Optional.empty();
    private Optional<DebugSession> debugger = Optional.empty();
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
        typed = new TypedInput(in, this::wake);
    }

    /** Before {@link #run}: looks for keys that leave, which the guest does not get. */
    void leaveBy(EscapeKeys keys) {
        escape = Optional.of(keys);
        typed.filter(keys);
    }

    /** Before {@link #run}: lets this see every step. */
    void observe(StepObserver with) {
        observer = Optional.of(with);
    }

    /** Before {@link #run}: lets a debugger say when the machine runs. */
    void debug(DebugSession by) {
        debugger = Optional.of(by);
    }

    /** Any thread: there is something to look at before the machine would next do something. */
    void wake() {
        LockSupport.unpark(thread);
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
            debugger.ifPresent(DebugSession::close);
            wake();
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
        if (escape.isPresent() && escape.get().leaving()) {
            return Optional.of(End.LEFT);
        }
        if (debugger.isPresent()) {
            switch (debugger.get().turn()) {
                case STAND_STILL -> {
                    return Optional.empty();
                }
                case KILLED -> {
                    return Optional.of(End.LEFT);
                }
                case RUN -> { }
            }
        }
        if (observer.isPresent() && observer.get().reached()) {
            return Optional.of(End.STEPS_REACHED);
        }
        typed.drain(bytes -> machine.post(new LogEntry.ConsoleInput(bytes)));
        random.ifPresent(inputs -> inputs.post(now, machine::post));
        Turn turn = machine.turn(now);
        host.showConsole();
        if (host.failure().isPresent()) {
            return Optional.of(End.LOG_FAILED);
        }
        if (turn instanceof Turn.Halted halted) {
            debugger.ifPresent(session -> session.ended(halted.exitCode()));
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
