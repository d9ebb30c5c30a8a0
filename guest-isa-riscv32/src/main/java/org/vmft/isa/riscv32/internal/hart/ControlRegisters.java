package org.vmft.isa.riscv32.internal.hart;

import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;
import org.vmft.isa.riscv32.internal.code.Csr;

/** The control and status registers and the privilege mode; what a trap saves and MRET restores. */
public final class ControlRegisters {
    static final int MSTATUS_MIE = 1 << 3;
    static final int MSTATUS_MPIE = 1 << 7;
    static final int MSTATUS_MPP_SHIFT = 11;
    static final int MSTATUS_MPP = 0b11 << MSTATUS_MPP_SHIFT;
    static final int MSTATUS_MPRV = 1 << 17;
    static final int MSTATUS_TW = 1 << 21;
    static final int INTERRUPTS =
            1 << Cause.MACHINE_SOFTWARE | 1 << Cause.MACHINE_TIMER | 1 << Cause.MACHINE_EXTERNAL;

    private static final String SECTION = "rv32-csr";
    private static final int VERSION = 2;
    private static final int MSTATUS_WRITABLE =
            MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP | MSTATUS_MPRV | MSTATUS_TW;
    private static final int USER = 0b00;
    private static final int MACHINE = 0b11;
    private static final int MISA_RV32IMA_U = 1 << 30 | 1 << 'U' - 'A' | 1 << 'M' - 'A' | 1 << 'I' - 'A' | 1;
    private static final int MISA_C = 1 << 'C' - 'A';
    private static final int COUNT_CYCLES = 1;
    private static final int COUNT_TIME = 1 << 1;
    private static final int COUNT_RETIRED = 1 << 2;
    private static final int COUNTERS = COUNT_CYCLES | COUNT_TIME | COUNT_RETIRED;
    private static final int VECTORED = 1;
    private static final int MTVEC_RESERVED = 0b10;
    private static final int MTVEC_MODE = 0b11;

    private final Hart hart;
    private final Signals signals;
    private final int misalignedMask;
    private final Counter cycles = new Counter();
    private final Counter retired = new Counter();
    private final Protection protection = new Protection();
    /** Whether the mode, or the one that loads and stores are made as, may not access everything. */
    private boolean restricted;
    private int mode = MACHINE;
    private int mstatus;
    private int mie;
    private int mtvec;
    private int mcounteren;
    private int mscratch;
    private int mepc;
    private int mcause;
    private int mtval;

    /** What the board's interrupt controllers tell the hart. */
    public interface Signals {
        /** Pending interrupts as in mip. */
        int pending(long step);

        /** The board's mtime. */
        long time(long step);
    }

    public ControlRegisters(Hart hart, Signals signals, int misalignedMask) {
        this.hart = hart;
        this.signals = signals;
        this.misalignedMask = misalignedMask;
    }

    boolean machineMode() {
        return mode == MACHINE;
    }

    /** Whether any access may have to be refused, so that each is to be asked about. */
    public boolean restricted() {
        return restricted;
    }

    boolean fetches(int address, int bytes) {
        return !restricted || protection.permits(machineMode(), Protection.EXECUTE, address, bytes);
    }

    boolean loads(int address, int bytes) {
        return !restricted || protection.permits(machineData(), Protection.READ, address, bytes);
    }

    /** Asked for atomics, too: what may be written may be read. */
    boolean stores(int address, int bytes) {
        return !restricted || protection.permits(machineData(), Protection.WRITE, address, bytes);
    }

    /** Privileged manual 3.1.6.3: with MPRV loads and stores are those of the previous mode. */
    private boolean machineData() {
        return (mstatus & MSTATUS_MPRV) == 0 ? machineMode() : (mstatus & MSTATUS_MPP) == MSTATUS_MPP;
    }

    private void protect() {
        restricted = protection.restricts(machineMode()) || protection.restricts(machineData());
    }

    /** Whether the mode lets enabled interrupts in. */
    public boolean interruptible() {
        return mode != MACHINE || (mstatus & MSTATUS_MIE) != 0;
    }

    /** Whether the timer's interrupt is enabled in mie. */
    public boolean timerEnabled() {
        return (mie & 1 << Cause.MACHINE_TIMER) != 0;
    }

    /** Interrupts pending and enabled, whether or not the mode lets them in. */
    public int wanted() {
        return mie == 0 ? 0 : mie & signals.pending(hart.step);
    }

    /** WFI in user mode is illegal when machine mode asked for a timeout; there is none to wait for, so it is zero. */
    boolean mayWait() {
        return mode == MACHINE || (mstatus & MSTATUS_TW) == 0;
    }

    /** Privileged manual 3.1.6.1 and 3.1.7: saves what the handler needs and goes to it. */
    void enter(int cause, int value) {
        mepc = hart.pc;
        mcause = cause;
        mtval = value;
        int previousEnable = (mstatus & MSTATUS_MIE) != 0 ? MSTATUS_MPIE : 0;
        mstatus = mstatus & ~(MSTATUS_MIE | MSTATUS_MPIE | MSTATUS_MPP) | previousEnable | mode << MSTATUS_MPP_SHIFT;
        mode = MACHINE;
        boolean vectored = cause < 0 && (mtvec & MTVEC_MODE) == VECTORED;
        hart.pc = (mtvec & ~MTVEC_MODE) + (vectored ? cause << 2 : 0);
        hart.reserved = false;
        protect();
    }

    void mret() {
        mode = mstatus >>> MSTATUS_MPP_SHIFT & MACHINE;
        int enable = (mstatus & MSTATUS_MPIE) != 0 ? MSTATUS_MIE : 0;
        mstatus = mstatus & ~(MSTATUS_MIE | MSTATUS_MPP) | enable | MSTATUS_MPIE;
        if (mode != MACHINE) {
            mstatus &= ~MSTATUS_MPRV;
        }
        hart.pc = mepc & ~misalignedMask;
        hart.reserved = false;
        protect();
    }

    /** Whether the register of this number exists and the mode may access it so. */
    boolean allows(int number, boolean write) {
        Csr csr = Csr.of(number);
        if (csr == null || write && Csr.readOnly(number)) {
            return false;
        }
        if (mode == MACHINE) {
            return true;
        }
        return !Csr.machineOnly(number) && (mcounteren & 1 << (number & 0x1f)) != 0;
    }

    int read(int number) {
        return switch (Csr.of(number)) {
            case MCYCLE, CYCLE -> (int) cycles.value(hart.step);
            case MCYCLEH, CYCLEH -> (int) (cycles.value(hart.step) >>> Integer.SIZE);
            case MINSTRET, INSTRET -> (int) retired.value(hart.retired());
            case MINSTRETH, INSTRETH -> (int) (retired.value(hart.retired()) >>> Integer.SIZE);
            case TIME -> (int) signals.time(hart.step);
            case TIMEH -> (int) (signals.time(hart.step) >>> Integer.SIZE);
            case MSTATUS -> mstatus;
            case MISA -> misalignedMask == 1 ? MISA_RV32IMA_U | MISA_C : MISA_RV32IMA_U;
            case MIE -> mie;
            case MTVEC -> mtvec;
            case MCOUNTEREN -> mcounteren;
            case MCOUNTINHIBIT ->
                    (cycles.inhibited() ? COUNT_CYCLES : 0) | (retired.inhibited() ? COUNT_RETIRED : 0);
            case MSCRATCH -> mscratch;
            case MEPC -> mepc & ~misalignedMask;
            case MCAUSE -> mcause;
            case MTVAL -> mtval;
            case MIP -> signals.pending(hart.step);
            case PMPCFG0, PMPCFG1, PMPCFG2, PMPCFG3 -> protection.configuration(number - Csr.PMPCFG0.number());
            case PMPADDR0, PMPADDR1, PMPADDR2, PMPADDR3, PMPADDR4, PMPADDR5, PMPADDR6, PMPADDR7, PMPADDR8, PMPADDR9, PMPADDR10,
                PMPADDR11, PMPADDR12, PMPADDR13, PMPADDR14, PMPADDR15 -> protection.address(number - Csr.PMPADDR0.number());
            case MVENDORID, MARCHID, MIMPID, MHARTID, MCONFIGPTR, MSTATUSH, MENVCFG, MENVCFGH, TSELECT, TDATA1, TDATA2,
                TDATA3, EVENT -> 0;
        };
    }

    /** Writes to registers that are hardwired, or driven by the board, change nothing. */
    void write(int number, int value) {
        switch (Csr.of(number)) {
            case MCYCLE -> cycles.write(low(cycles.value(hart.step), value), hart.step + 1);
            case MCYCLEH -> cycles.write(high(cycles.value(hart.step), value), hart.step + 1);
            case MINSTRET -> retired.write(low(retired.value(hart.retired()), value), hart.retired() + 1);
            case MINSTRETH -> retired.write(high(retired.value(hart.retired()), value), hart.retired() + 1);
            case MCOUNTINHIBIT -> {
                cycles.inhibit((value & COUNT_CYCLES) != 0, hart.step + 1);
                retired.inhibit((value & COUNT_RETIRED) != 0, hart.retired() + 1);
            }
            case MSTATUS -> mstatus = legalStatus(value);
            case MIE -> mie = value & INTERRUPTS;
            case MTVEC -> mtvec = (value & MTVEC_RESERVED) == 0 ? value : mtvec;
            case MCOUNTEREN -> mcounteren = value & COUNTERS;
            case MSCRATCH -> mscratch = value;
            case MEPC -> mepc = value & ~misalignedMask;
            case MCAUSE -> mcause = value;
            case MTVAL -> mtval = value;
            case PMPCFG0, PMPCFG1, PMPCFG2, PMPCFG3 -> protection.configure(number - Csr.PMPCFG0.number(), value);
            case PMPADDR0, PMPADDR1, PMPADDR2, PMPADDR3, PMPADDR4, PMPADDR5, PMPADDR6, PMPADDR7, PMPADDR8, PMPADDR9, PMPADDR10,
                PMPADDR11, PMPADDR12, PMPADDR13, PMPADDR14, PMPADDR15 -> protection.address(number - Csr.PMPADDR0.number(), value);
            default -> { }
        }
        protect();
    }

    private static long low(long old, int value) {
        return old >>> Integer.SIZE << Integer.SIZE | Integer.toUnsignedLong(value);
    }

    private static long high(long old, int value) {
        return (long) value << Integer.SIZE | old & 0xffffffffL;
    }

    /** Modes that do not exist become user mode. */
    private static int legalStatus(int value) {
        int legal = value & MSTATUS_WRITABLE;
        return (legal & MSTATUS_MPP) == MSTATUS_MPP ? legal : legal & ~MSTATUS_MPP;
    }

    public void save(StateSink sink) {
        sink.section(SECTION, VERSION);
        sink.i32(mode);
        sink.i32(mstatus);
        sink.i32(mie);
        sink.i32(mtvec);
        sink.i32(mcounteren);
        sink.i32(mscratch);
        sink.i32(mepc);
        sink.i32(mcause);
        sink.i32(mtval);
        cycles.save(sink);
        retired.save(sink);
        protection.save(sink);
    }

    public void restore(StateSource source) {
        source.section(SECTION, VERSION);
        mode = source.i32();
        mstatus = source.i32();
        mie = source.i32();
        mtvec = source.i32();
        mcounteren = source.i32();
        mscratch = source.i32();
        mepc = source.i32();
        mcause = source.i32();
        mtval = source.i32();
        cycles.restore(source);
        retired.restore(source);
        protection.restore(source);
        protect();
        if (mode != USER && mode != MACHINE || mstatus != legalStatus(mstatus) || (mie & ~INTERRUPTS) != 0
                || (mtvec & MTVEC_RESERVED) != 0 || (mcounteren & ~COUNTERS) != 0 || (mepc & misalignedMask) != 0) {
            throw new StateException("rv32 csr: expected=legal values actual=mode %d, mstatus %x, mie %x, mtvec %x, mcounteren %x, mepc %x"
                    .formatted(mode, mstatus, mie, mtvec, mcounteren, mepc));
        }
    }
}
