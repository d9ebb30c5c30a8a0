package org.vmft.vmm.internal.commands;

import java.io.PrintStream;
import java.util.List;
import java.util.Optional;
import org.vmft.api.debug.DebugStops;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.debug.RegisterSet.Register;

/** Ends a run behind an exact number of instructions, and prints every step: what it does and which registers it changed. */
final class StepObserver implements DebugStops {
    /** The machine is watched step by step only when it may reach the end within one turn. */
    private static final long TURN_STEPS_MAX = 1_000_000;
    private static final String NOTHING = "";

    private final Debuggable machine;
    private final long instructionsMax;
    private final Optional<PrintStream> out;
    private final List<Register> registers;
    private final long[] before;
    private boolean observing;
    private String line = NOTHING;

    StepObserver(Debuggable machine, long instructionsMax, Optional<PrintStream> out) {
        this.machine = machine;
        this.instructionsMax = instructionsMax;
        this.out = out;
        registers = machine.registers().registers();
        before = new long[registers.size()];
    }

    /** Whether the run is over: at its end, or because what it shows goes nowhere. */
    boolean reached() {
        if (!observing && (out.isPresent() || instructionsMax - machine.retired() <= TURN_STEPS_MAX)) {
            observing = true;
            machine.observe(Optional.of(this));
        }
        return machine.retired() >= instructionsMax || out.map(PrintStream::checkError).orElse(false);
    }

    @Override
    public boolean stopBefore(long step, long programCounter) {
        finishLine();
        if (machine.retired() >= instructionsMax) {
            return true;
        }
        if (out.isPresent()) {
            line = "%d %08x %s".formatted(step, programCounter, machine.nextStep());
            for (int index = 0; index < before.length; index++) {
                before[index] = machine.register(index);
            }
        }
        return false;
    }

    @Override
    public boolean stopBehindAccess(long address, int bytes, boolean loads, boolean stores) {
        return false;
    }

    /** Prints the step last taken. */
    void finishLine() {
        if (line.equals(NOTHING)) {
            return;
        }
        StringBuilder text = new StringBuilder(line);
        for (int index = 0; index < before.length; index++) {
            long now = machine.register(index);
            if (now != before[index] && index != machine.registers().programCounter()) {
                text.append(' ').append(registers.get(index).name()).append("=0x").append(Long.toHexString(now));
            }
        }
        out.orElseThrow().println(text);
        line = NOTHING;
    }
}
