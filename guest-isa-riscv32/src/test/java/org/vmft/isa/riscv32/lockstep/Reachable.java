package org.vmft.isa.riscv32.lockstep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.vmft.isa.riscv32.internal.code.CompressedInstruction;
import org.vmft.isa.riscv32.internal.code.Instruction;

/**
 * The outcomes of each instruction that a comparison can reach. Not among them, though there are such:
 * <ul>
 * <li>CSRRW and CSRRWI retiring in user mode: no register that user mode may write exists;
 * <li>WFI retiring in user mode: what is enabled and pending is taken before, so only time ends the wait, which differs;
 * <li>SC.W trapping: QEMU 7.2 looks at the address only after it knows that the reservation holds;
 * <li>jumps to misaligned addresses with 16-bit instructions: there are none;
 * <li>misaligned loads and stores of RAM: they succeed;
 * <li>misaligned accesses outside RAM: QEMU 7.2 puts the address of an aligned part of them into mtval;
 * <li>registers of clock and counters, MPRV, and the external interrupt pending beside another: see the generator.
 * </ul>
 */
final class Reachable {
    private static final Set<Instruction> TRAP_ALWAYS = Set.of(Instruction.ECALL, Instruction.EBREAK);

    private Reachable() {}

    /** Instruction and outcome of each. */
    static List<String[]> cells() {
        List<String[]> cells = new ArrayList<>();
        for (Instruction row : Instruction.values()) {
            if (!TRAP_ALWAYS.contains(row)) {
                add(cells, row.mnemonic(), "M");
                if (row == Instruction.MRET) {
                    add(cells, row.mnemonic(), "M to U");
                } else if (row != Instruction.WFI && row != Instruction.CSRRW && row != Instruction.CSRRWI) {
                    add(cells, row.mnemonic(), "U");
                }
            }
            traps(cells, row);
        }
        for (CompressedInstruction row : CompressedInstruction.values()) {
            if (row != CompressedInstruction.C_EBREAK) {
                add(cells, row.mnemonic(), "M", "U");
            }
            switch (row) {
                case C_EBREAK -> both(cells, row.mnemonic(), "breakpoint");
                case C_LW, C_LWSP -> both(cells, row.mnemonic(), "load fault");
                case C_SW, C_SWSP -> both(cells, row.mnemonic(), "store fault");
                default -> { }
            }
        }
        both(cells, ".2byte", "illegal");
        both(cells, ".4byte", "illegal");
        both(cells, "fetch", "fetch fault");
        for (int number : new int[] {3, 7, 11}) {
            add(cells, "interrupt " + number, "M", "U");
        }
        return cells;
    }

    private static void traps(List<String[]> cells, Instruction row) {
        String name = row.mnemonic();
        switch (row) {
            case JAL, JALR, BEQ, BNE, BLT, BGE, BLTU, BGEU -> both(cells, name, "misaligned jump");
            case LB, LH, LW, LBU, LHU -> both(cells, name, "load fault");
            case SB, SH, SW -> both(cells, name, "store fault");
            case LR_W -> {
                both(cells, name, "load fault");
                both(cells, name, "misaligned load");
            }
            case AMOSWAP_W, AMOADD_W, AMOXOR_W, AMOAND_W, AMOOR_W, AMOMIN_W, AMOMAX_W, AMOMINU_W, AMOMAXU_W -> {
                both(cells, name, "store fault");
                both(cells, name, "misaligned store");
            }
            case CSRRW, CSRRS, CSRRC, CSRRWI, CSRRSI, CSRRCI -> both(cells, name, "illegal");
            case ECALL -> both(cells, name, "call");
            case EBREAK -> both(cells, name, "breakpoint");
            case MRET, WFI -> add(cells, name, "illegal U");
            default -> { }
        }
    }

    private static void both(List<String[]> cells, String instruction, String trap) {
        add(cells, instruction, trap + " M", trap + " U");
    }

    private static void add(List<String[]> cells, String instruction, String... outcomes) {
        for (String outcome : outcomes) {
            cells.add(new String[] {instruction, outcome});
        }
    }
}
