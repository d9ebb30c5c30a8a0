package org.vmft.isa.riscv32.lockstep;

/** The state before each instruction, as {@code -d cpu,int} prints it. */
final class QemuTrace {
    private static final int VALUE_AT = 10;
    private static final int COLUMN_BYTES = 18;
    private static final int COLUMNS = 4;
    private static final int HEX_DIGITS = 8;
    private static final String[] CONTROL = {"mstatus ", "mie ", "mtvec ", "mepc ", "mcause ", "mtval ", "mscratch "};
    private static final int[] CONTROL_AT = {HartState.MSTATUS, HartState.MIE, HartState.MTVEC, HartState.MEPC,
        HartState.MCAUSE, HartState.MTVAL, HartState.MSCRATCH};
    private static final String INTERRUPT = "async:1";
    private static final String FETCH_FAULT = "async:0, cause:00000001";

    private final byte[] text;
    private int at;
    private boolean entered;

    QemuTrace(byte[] text) {
        this.text = text;
    }

    /** The next record; false when there is none. */
    boolean next(HartState into) {
        entered = false;
        int register = 0;
        while (at < text.length) {
            int line = at;
            at = lineEnd(line) + 1;
            if (starts(line, "riscv_cpu_do_interrupt")) {
                entered |= contains(line, at, INTERRUPT) || contains(line, at, FETCH_FAULT);
            } else if (starts(line, " pc ")) {
                into.values[HartState.PC] = hex(line + VALUE_AT);
                register = 0;
            } else if (starts(line, " x")) {
                for (int column = 0; column < COLUMNS; column++) {
                    into.values[register++] = hex(line + VALUE_AT + column * COLUMN_BYTES);
                }
                if (register == HartState.REGISTERS) {
                    return true;
                }
            } else {
                control(line, into);
            }
        }
        return false;
    }

    /** Whether before the present record there was a step without one: an interrupt, or a fetch that found nothing. */
    boolean entered() {
        return entered;
    }

    private void control(int line, HartState into) {
        for (int index = 0; index < CONTROL.length; index++) {
            if (starts(line + 1, CONTROL[index])) {
                into.values[CONTROL_AT[index]] = hex(line + VALUE_AT);
                return;
            }
        }
    }

    private int lineEnd(int from) {
        int end = from;
        while (end < text.length && text[end] != '\n') {
            end++;
        }
        return end;
    }

    private boolean starts(int from, String what) {
        if (from + what.length() > text.length) {
            return false;
        }
        for (int index = 0; index < what.length(); index++) {
            if (text[from + index] != what.charAt(index)) {
                return false;
            }
        }
        return true;
    }

    private boolean contains(int from, int to, String what) {
        for (int start = from; start < to; start++) {
            if (starts(start, what)) {
                return true;
            }
        }
        return false;
    }

    private int hex(int from) {
        int value = 0;
        for (int index = 0; index < HEX_DIGITS; index++) {
            value = value << 4 | Character.digit(text[from + index], 16);
        }
        return value;
    }
}
