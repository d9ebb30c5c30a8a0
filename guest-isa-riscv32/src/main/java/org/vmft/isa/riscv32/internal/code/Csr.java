package org.vmft.isa.riscv32.internal.code;

import java.util.Locale;

/** The control and status registers that exist; an access to any other number is an illegal instruction. */
public enum Csr {
    CYCLE(0xc00),
    TIME(0xc01),
    INSTRET(0xc02),
    CYCLEH(0xc80),
    TIMEH(0xc81),
    INSTRETH(0xc82),
    MVENDORID(0xf11),
    MARCHID(0xf12),
    MIMPID(0xf13),
    MHARTID(0xf14),
    MCONFIGPTR(0xf15),
    MSTATUS(0x300),
    MISA(0x301),
    MIE(0x304),
    MTVEC(0x305),
    MCOUNTEREN(0x306),
    MENVCFG(0x30a),
    MSTATUSH(0x310),
    MENVCFGH(0x31a),
    MCOUNTINHIBIT(0x320),
    MSCRATCH(0x340),
    MEPC(0x341),
    MCAUSE(0x342),
    MTVAL(0x343),
    MIP(0x344),
    PMPCFG0(0x3a0),
    PMPCFG1(0x3a1),
    PMPCFG2(0x3a2),
    PMPCFG3(0x3a3),
    PMPADDR0(0x3b0),
    PMPADDR1(0x3b1),
    PMPADDR2(0x3b2),
    PMPADDR3(0x3b3),
    PMPADDR4(0x3b4),
    PMPADDR5(0x3b5),
    PMPADDR6(0x3b6),
    PMPADDR7(0x3b7),
    PMPADDR8(0x3b8),
    PMPADDR9(0x3b9),
    PMPADDR10(0x3ba),
    PMPADDR11(0x3bb),
    PMPADDR12(0x3bc),
    PMPADDR13(0x3bd),
    PMPADDR14(0x3be),
    PMPADDR15(0x3bf),
    TSELECT(0x7a0),
    TDATA1(0x7a1),
    TDATA2(0x7a2),
    TDATA3(0x7a3),
    MCYCLE(0xb00),
    MINSTRET(0xb02),
    MCYCLEH(0xb80),
    MINSTRETH(0xb82),
    /** Stands for the event counters 3 to 31 and their selectors, all of them hardwired to zero. */
    EVENT(-1);

    private static final int NUMBERS = 4096;
    private static final int FIRST_EVENT = 3;
    private static final int LAST_EVENT = 31;
    private static final int[] EVENT_BLOCKS = {0x320, 0xb00, 0xb80};
    private static final Csr[] BY_NUMBER = new Csr[NUMBERS];

    static {
        for (Csr csr : values()) {
            if (csr != EVENT) {
                BY_NUMBER[csr.number] = csr;
            }
        }
        for (int block : EVENT_BLOCKS) {
            for (int event = FIRST_EVENT; event <= LAST_EVENT; event++) {
                BY_NUMBER[block + event] = EVENT;
            }
        }
    }

    private final int number;

    Csr(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The register of this 12-bit number, null when there is none. */
    public static Csr of(int number) {
        return BY_NUMBER[number];
    }

    /** Its name, or the number in hexadecimal when it has none. */
    static String name(int number) {
        Csr csr = BY_NUMBER[number];
        return csr == null || csr == EVENT ? "0x%03x".formatted(number) : csr.name().toLowerCase(Locale.ROOT);
    }

    /** Whether the number says that it can only be read. */
    public static boolean readOnly(int number) {
        return number >>> 10 == 0b11;
    }

    /** Whether the number says that only machine mode may access it. */
    public static boolean machineOnly(int number) {
        return (number & 0x300) != 0;
    }
}
