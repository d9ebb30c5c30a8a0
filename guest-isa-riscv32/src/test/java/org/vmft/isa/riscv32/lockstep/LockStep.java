package org.vmft.isa.riscv32.lockstep;

import java.util.Arrays;
import java.util.Optional;
import org.vmft.api.machine.Stop;
import org.vmft.isa.riscv32.internal.code.Decoder;
import org.vmft.isa.riscv32.internal.code.Disassembler;

/**
 * Takes a machine through what QEMU did, and says where they part. Known and left alone, for QEMU 7.2 is at odds with
 * the manual there: mtval stays zero at EBREAK and is not the target of a misaligned branch, and AMOs that
 * are misaligned or outside RAM have the causes of loads.
 */
final class LockStep {
    private static final int MISALIGNED = 0;
    private static final int BREAKPOINT = 3;
    private static final int STORE_MISALIGNED = 6;
    private static final int STORE_FAULT = 7;
    /** From a store's cause to the load's. */
    private static final int LOAD_CAUSE = -2;
    private static final int INTERRUPT = 0x80000000;
    private static final int ATOMIC_OPCODE = 0x2f;
    private static final int OPCODE = 0x7f;
    /** The device tree, which the board of QEMU has two megabytes before the end of RAM. */
    private static final int DEVICE_TREE_AT = 30 << 20;
    private static final int DEVICE_TREE_BYTES = 64 << 10;

    private final Subject subject;
    private final Disassembler disassembler;
    private final Tally tally;
    private final HartState before = new HartState();
    private String doing = "";
    /** Differences in mtval and mcause are known ones until the program next writes them. */
    private Optional<Integer> ownValue = Optional.empty();
    private Optional<Integer> ownCause = Optional.empty();

    LockStep(Subject subject, boolean compressed, Tally tally) {
        this.subject = subject;
        this.tally = tally;
        disassembler = new Disassembler(new Decoder(compressed));
    }

    /**
     * The first difference, if there is one.
     *
     * @param settled where the program has set every register that boot code may have left something in
     */
    Optional<String> follow(QemuTrace trace, int settled) {
        HartState expected = new HartState();
        do {
            if (!trace.next(expected)) {
                return Optional.of("QEMU did not reach the program");
            }
        } while (expected.values[HartState.PC] != Stream.RAM);
        boolean booting = true;
        Stop stop = Stop.REACHED;
        while (stop == Stop.REACHED) {
            if (!booting && !subject.state().sameAs(expected) && !known(expected)) {
                return Optional.of(report(expected));
            }
            stop = step();
            if (stop == Stop.IDLE) {
                return Optional.of("waits for ever after " + doing);
            }
            HartState last = before;
            boolean more = true;
            while (stop == Stop.REACHED && (more = trace.next(expected)) && expected.sameAs(last) && !expected.sameAs(subject.state())) {
                tally.repeated();
            }
            if (!more) {
                return Optional.of("QEMU ended before " + doing);
            }
            if (trace.entered()) {
                stop = step();
            }
            booting &= expected.values[HartState.PC] != settled;
        }
        return Optional.empty();
    }

    private Stop step() {
        before.copyFrom(subject.state());
        int pc = before.values[HartState.PC];
        boolean machineMode = subject.machineMode();
        long entries = subject.entries();
        int bits = subject.bits(pc);
        Stop stop = subject.step();
        HartState now = subject.state();
        int cause = now.values[HartState.MCAUSE];
        boolean entered = subject.entries() != entries;
        if (entered && cause < 0) {
            doing = "interrupt " + (cause & ~INTERRUPT);
            tally.count(doing, machineMode ? "M" : "U");
            return stop;
        }
        boolean fetched = !entered || cause != 1;
        String text = fetched ? disassembler.disassemble(bits, pc) : "fetch";
        doing = "%s (%08x) at %08x".formatted(text, bits, pc);
        String from = machineMode ? "M" : "U";
        tally.count(text.split(" ")[0], entered ? Tally.trap(cause, machineMode)
                : subject.machineMode() == machineMode ? from : "M to U");
        int value = now.values[HartState.MTVAL];
        boolean named = cause == BREAKPOINT ? value == pc : cause == MISALIGNED && text.endsWith("0x" + Integer.toHexString(value));
        if (entered && named) {
            ownValue = Optional.of(value);
        }
        if (entered && (cause == STORE_FAULT || cause == STORE_MISALIGNED) && (bits & OPCODE) == ATOMIC_OPCODE) {
            ownCause = Optional.of(cause);
        }
        return stop;
    }

    private boolean known(HartState expected) {
        int[] own = subject.state().values;
        boolean value = ownValue.isPresent() && own[HartState.MTVAL] == ownValue.get();
        boolean cause = ownCause.isPresent() && own[HartState.MCAUSE] == ownCause.get()
                && expected.values[HartState.MCAUSE] == ownCause.get() + LOAD_CAUSE;
        if (!value) {
            ownValue = Optional.empty();
        }
        if (!cause) {
            ownCause = Optional.empty();
        }
        for (int at = 0; at < HartState.VALUES; at++) {
            if (own[at] != expected.values[at] && !(at == HartState.MTVAL && value) && !(at == HartState.MCAUSE && cause)) {
                return false;
            }
        }
        return true;
    }

    private String report(HartState expected) {
        return "after %s: %sbefore it %s".formatted(doing, subject.state().difference(expected), before);
    }

    /** The first byte of RAM in which they differ. */
    Optional<String> compareRam(byte[] expected) {
        byte[] actual = subject.ram();
        int behind = DEVICE_TREE_AT + DEVICE_TREE_BYTES;
        int at = Arrays.mismatch(actual, 0, DEVICE_TREE_AT, expected, 0, DEVICE_TREE_AT);
        if (at < 0) {
            at = Arrays.mismatch(actual, behind, actual.length, expected, behind, expected.length);
            at = at < 0 ? at : at + behind;
        }
        return at < 0 ? Optional.empty() : Optional.of("RAM at %08x: expected %02x, actual %02x".formatted(Stream.RAM + at,
                expected[at], actual[at]));
    }
}
