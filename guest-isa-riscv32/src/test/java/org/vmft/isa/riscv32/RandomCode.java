package org.vmft.isa.riscv32;

import java.util.SplittableRandom;
import org.vmft.isa.riscv32.internal.code.Assembler;

/**
 * Random programs that never end: a handler that skips what trapped and moves the timer on, then code in machine or user
 * mode that does anything, to registers that point into a small data area, to devices, or anywhere.
 */
final class RandomCode {
    private static final int BODY = 0x80001000;
    private static final int BODY_WORDS = 700;
    private static final String OPEN = "li t0,0x888\ncsrrw zero,mie,t0";
    /** Timer, serial port and its source in the interrupt controller. */
    private static final String INTERRUPTS = """
            li t0,0x02004000
            addi t1,zero,500
            sw t1,0(t0)
            sw zero,4(t0)
            li t0,0x0c000000
            addi t1,zero,1
            sw t1,40(t0)
            li t0,0x0c002000
            addi t1,zero,1024
            sw t1,0(t0)
            li t0,0x10000000
            addi t1,zero,3
            sb t1,1(t0)
            """ + OPEN;
    private static final String[] PLAIN = {"add", "sub", "sll", "slt", "sltu", "xor", "srl", "sra", "or", "and", "mul", "mulh",
        "mulhsu", "mulhu", "div", "divu", "rem", "remu"};
    private static final String[] IMMEDIATE = {"addi", "slti", "sltiu", "xori", "ori", "andi"};
    private static final String[] LOADS = {"lb", "lh", "lw", "lbu", "lhu"};
    private static final String[] STORES = {"sb", "sh", "sw"};
    private static final String[] BRANCHES = {"beq", "bne", "blt", "bge", "bltu", "bgeu"};
    private static final String[] ATOMICS = {"amoswap.w", "amoadd.w", "amoxor.w", "amoand.w", "amoor.w", "amomin.w", "amomax.w",
        "amominu.w", "amomaxu.w"};
    private static final String[] CSRS = {"mstatus", "mie", "mscratch", "mcause", "mtval", "mip", "minstret", "mcycle", "cycle",
        "time", "mcounteren", "mcountinhibit", "mhartid", "0x3a4", "minstreth", "pmpaddr2", "pmpaddr3", "pmpcfg1"};
    private static final String[] CSR_OPS = {"csrrw", "csrrs", "csrrc", "csrrwi", "csrrsi", "csrrci"};
    /** Everything but parts of the data, which are read only, hidden, and locked for machine mode too. */
    private static final String PROTECTION = """
            li t0,0x20001007
            csrrw zero,pmpaddr0,t0
            li t0,0x20001203
            csrrw zero,pmpaddr1,t0
            li t0,0x20001220
            csrrw zero,pmpaddr2,t0
            li t0,0x20001230
            csrrw zero,pmpaddr3,t0
            addi t0,zero,-1
            csrrw zero,pmpaddr15,t0
            li t0,0x1f000000
            csrrw zero,pmpcfg3,t0
            li t0,0x08009919
            csrrw zero,pmpcfg0,t0
            """;
    /** Registers that the body computes with; s registers hold addresses, t registers are the handler's. */
    private static final String[] NAMES = {"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7", "zero"};
    private static final String[] BASES = {"s0", "s1", "s2", "s3", "s4", "s5"};

    private final SplittableRandom random;
    private final StringBuilder body = new StringBuilder();

    private RandomCode(SplittableRandom random) {
        this.random = random;
    }

    static String source(SplittableRandom random) {
        return new RandomCode(random).source();
    }

    private String source() {
        for (int at = 0; at < BODY_WORDS; at++) {
            body.append(statement(BODY + 4 * at)).append('\n');
        }
        return """
                li t0,handler
                csrrw zero,mtvec,t0
                addi a0,zero,0
                addi a1,zero,0
                addi a2,zero,0
                addi t0,zero,0
                li sp,0x80006000
                li s0,0x80004000
                li s1,0x80004800
                li s2,0x80003ffd
                li s3,0x02000000
                li s4,0x10000000
                li s5,0x0c000000
                %s
                %s
                li t0,0x%x
                csrrw zero,mstatus,t0
                li t0,0x80001000
                csrrw zero,mepc,t0
                mret
                handler:
                csrrs t0,mcause,zero
                blt t0,zero,interrupt
                li t1,0x80001000
                csrrs t2,mepc,zero
                addi t2,t2,4
                andi t2,t2,-4
                bltu t2,t1,again
                li t1,0x%x
                bltu t2,t1,inside
                again:
                li t2,0x80001000
                inside:
                csrrw zero,mepc,t2
                j leave
                interrupt:
                li t0,0x02000000
                sw zero,0(t0)
                li t1,0x0200bff8
                lw t2,0(t1)
                addi t2,t2,700
                li t1,0x02004000
                sw t2,0(t1)
                sw zero,4(t1)
                li t0,0x10000000
                lbu t1,0(t0)
                lbu t1,2(t0)
                li t0,0x0c200000
                lw t1,4(t0)
                sw t1,4(t0)
                leave:
                %s
                mret
                .org 0x80001000
                %s
                li t2,0x80001000
                jalr zero,0(t2)
                """.formatted(random.nextBoolean() ? PROTECTION : "", INTERRUPTS, random.nextBoolean() ? 0x1880 : 0x80, BODY + 4 * BODY_WORDS, OPEN, body);
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }

    /** A load that reserves, or a conditional store, of one of few aligned words. */
    private String reservation(String rd) {
        String base = pick(new String[] {"s0", "s1"});
        return random.nextBoolean() ? "lr.w " + rd + ",(" + base + ")" : "sc.w " + rd + "," + pick(NAMES) + ",(" + base + ")";
    }

    private String statement(int pc) {
        int target = BODY + 4 * random.nextInt(BODY_WORDS);
        int near = Math.min(BODY + 4 * BODY_WORDS - 4, pc + 4 * (1 + random.nextInt(12)));
        String rd = pick(NAMES);
        String base = pick(BASES);
        int offset = random.nextInt(64) * (random.nextInt(8) == 0 ? 1 : 4);
        return switch (random.nextInt(23)) {
            case 0, 1, 2, 3 -> pick(PLAIN) + " " + rd + "," + pick(NAMES) + "," + pick(NAMES);
            case 4, 5 -> pick(IMMEDIATE) + " " + rd + "," + pick(NAMES) + "," + (random.nextInt(4096) - 2048);
            case 6 -> pick(new String[] {"slli", "srli", "srai"}) + " " + rd + "," + pick(NAMES) + "," + random.nextInt(32);
            case 7 -> pick(new String[] {"lui", "auipc"}) + " " + rd + "," + random.nextInt(1 << 20);
            case 8, 9 -> pick(LOADS) + " " + rd + "," + offset + "(" + base + ")";
            case 10, 11 -> pick(STORES) + " " + pick(NAMES) + "," + offset + "(" + base + ")";
            case 12, 13 -> pick(BRANCHES) + " " + pick(NAMES) + "," + pick(NAMES) + "," + (random.nextInt(6) == 0 ? target : near);
            case 14 -> "jal " + rd + "," + near;
            case 15 -> pick(ATOMICS) + " " + rd + "," + pick(NAMES) + ",(" + pick(BASES) + ")";
            case 16 -> reservation(rd);
            case 17 -> random.nextInt(3) == 0 ? "ecall" : ".word " + (random.nextInt() & ~3 | 0x57);
            case 18, 19 -> {
                String op = pick(CSR_OPS);
                String csr = pick(CSRS);
                yield op + " " + rd + "," + csr + "," + (op.endsWith("i") ? "" + random.nextInt(32) : pick(NAMES));
            }
            case 20 -> random.nextInt(4) == 0 ? "wfi" : "csrrsi " + rd + ",mstatus,8";
            case 21 -> "csrrs " + rd + "," + pick(new String[] {"time", "minstret", "mip", "mcause"}) + ",zero";
            default -> "fence.i";
        };
    }

    /** The program as loaded at the beginning of RAM. */
    static byte[] program(SplittableRandom random) {
        return Assembler.assemble(Rv32Board.RAM, source(random));
    }
}
