package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmft.isa.riscv32.internal.code.Assembler;
import org.vmft.isa.riscv32.internal.code.Decoder;
import org.vmft.isa.riscv32.internal.code.Disassembler;
import org.vmft.testkit.Seed;

/** Random programs here and on QEMU, registers compared after every step. */
class LockStepTest {
    private static final int PROGRAMS = 4;
    private static final int STEPS = 2_500;
    private static final int DATA = 0x80003c00;
    private static final int DATA_BYTES = 0x2800;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "compressed {0}")
    @ValueSource(booleans = {false, true})
    void everyStepLeavesTheSameRegisters(boolean compressed) throws Exception {
        assumeTrue(Qemu.present(), Qemu.COMMAND + " is not installed");
        SplittableRandom random = Seed.random("everyStepLeavesTheSameRegisters " + compressed);
        for (int program = 0; program < PROGRAMS; program++) {
            String source = compressed ? RandomCode.compressedSource(random) : RandomCode.source(random, false);
            Path own = Files.createDirectory(directory.resolve("p" + program));
            try (Qemu qemu = new Qemu(own, Assembler.assemble(Rv32Board.RAM, source), compressed)) {
                follow(qemu, new Rv32Board(source, compressed, 1), new Disassembler(new Decoder(compressed)));
            }
        }
    }

    private static void follow(Qemu qemu, Rv32Board board, Disassembler disassembler) throws Exception {
        while (qemu.registers()[32] != Rv32Board.RAM) {
            qemu.step();
        }
        while (board.pc() != RandomCode.BODY) {
            board.run(1);
            qemu.step();
        }
        for (int step = 0; step < STEPS; step++) {
            int[] before = board.registers();
            board.run(1);
            qemu.step();
            int[] expected = qemu.registers();
            if (!Arrays.equals(board.registers(), expected)) {
                int pc = before[32];
                assertThat(text(board.registers())).as("after %s at 0x%x with %s", disassembler.disassemble(
                        board.board().memory().load16(pc - Rv32Board.RAM) & 0xffff
                                | board.board().memory().load16(pc + 2 - Rv32Board.RAM) << 16, pc), pc, text(before)).isEqualTo(text(expected));
            }
        }
        assertThat(board.board().memory().read(DATA - Rv32Board.RAM, DATA_BYTES)).isEqualTo(qemu.memory(DATA, DATA_BYTES));
    }

    private static String text(int[] registers) {
        StringBuilder text = new StringBuilder();
        for (int at = 0; at < registers.length; at++) {
            text.append(at == 32 ? "pc" : "x" + at).append('=').append(Integer.toHexString(registers[at])).append(' ');
        }
        return text.toString();
    }
}
