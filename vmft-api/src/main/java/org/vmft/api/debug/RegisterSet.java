package org.vmft.api.debug;

import java.util.List;

/**
 * The registers of a hart in a debugger's terms (GDB manual, appendix "Target Descriptions").
 *
 * @param architecture name of the architecture, such as {@code riscv:rv32}
 * @param feature name of the feature that holds the registers
 * @param registers in the debugger's order
 * @param programCounter index of the program counter among them
 */
public record RegisterSet(String architecture, String feature, List<Register> registers, int programCounter) {
    /** A register of at most 64 bits, a multiple of 8. */
    public record Register(String name, int bits) {}

    public RegisterSet {
        registers = List.copyOf(registers);
    }
}
