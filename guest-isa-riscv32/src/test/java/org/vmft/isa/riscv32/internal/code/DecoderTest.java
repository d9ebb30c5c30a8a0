package org.vmft.isa.riscv32.internal.code;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.vmft.testkit.Seed;

class DecoderTest {
    private static final int BASE = 0x80000000;
    private final Decoder decoder = new Decoder(true);
    private final Disassembler disassembler = new Disassembler(decoder);

    /** Address, bits, text, one line each; GNU objdump gives the same texts. */
    static List<String> disassembly() throws Exception {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                DecoderTest.class.getResourceAsStream("disassembly.txt"), StandardCharsets.US_ASCII))) {
            return lines.lines().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("disassembly")
    void knownBitsHaveTheirKnownText(String line) {
        String[] parts = line.split(" ", 3);
        int bits = Integer.parseUnsignedInt(parts[1], 16);
        assertThat(decoder.length(bits)).isEqualTo(parts[1].length() / 2);
        assertThat(disassembler.disassemble(bits, Integer.parseInt(parts[0], 16))).isEqualTo(parts[2]);
    }

    @Test
    void knownTextsNameEveryInstruction() throws Exception {
        List<String> mnemonics = disassembly().stream().map(line -> line.split(" ")[2]).distinct().toList();
        assertThat(mnemonics).contains(Arrays.stream(Instruction.values()).filter(row -> row.format() != Format.BARE)
                .map(Instruction::mnemonic).toArray(String[]::new));
        assertThat(mnemonics).contains(Arrays.stream(CompressedInstruction.values())
                .map(CompressedInstruction::mnemonic).toArray(String[]::new));
    }

    @ParameterizedTest
    @EnumSource
    void everyInstructionAssembledFromItsTextIsItselfAgain(Instruction row) {
        SplittableRandom random = Seed.random("everyInstructionAssembledFromItsTextIsItselfAgain " + row);
        for (int at = 0; at < 300; at++) {
            int bits = random.nextInt() & ~row.format().mask() | row.match();
            if (row.format() == Format.ORDERING) {
                bits = row.match();
            } else if (row.format() == Format.ATOMIC || row.format() == Format.RESERVE) {
                bits &= ~0x06000000;
            }
            int pc = BASE + 4 * random.nextInt(1000);
            assertThat(Assembler.assembleOne(pc, disassembler.disassemble(bits, pc))).isEqualTo(bits);
        }
    }

    @ParameterizedTest
    @EnumSource
    void noOtherRowMatchesTheBitsOfOne(Instruction row) {
        for (Instruction other : Instruction.values()) {
            int common = row.format().mask() & other.format().mask();
            assertThat(other == row || (row.match() & common) != (other.match() & common)).as("%s %s", row, other).isTrue();
        }
        assertThat(row.match() & ~row.format().mask()).isZero();
        assertThat(Decoder.instruction(row.match())).isEqualTo(row);
    }

    @Test
    void destinationZeroIsTheSink() {
        assertThat(Decoded.rd(decoder.decode(Assembler.assembleOne(0, "addi zero,a0,1")))).isEqualTo(Decoded.SINK);
        assertThat(Decoded.rd(decoder.decode(0x0001))).isEqualTo(Decoded.SINK);
    }

    @Test
    void bitsOfNoInstructionAreKeptForTheTrap() {
        for (int bits : new int[] {0xffffffff, 0x00000007, 0x0000707f, 0x02001013, 0x10200073, 0x7b200073, 0x1000202f | 1 << 20}) {
            long decoded = decoder.decode(bits);
            assertThat(Decoded.opcode(decoded)).as("%08x", bits).isEqualTo(Opcode.ILLEGAL);
            assertThat(Decoded.immediate(decoded)).isEqualTo(bits);
            assertThat(disassembler.disassemble(bits, 0)).isEqualTo(".4byte 0x%08x".formatted(bits));
        }
        assertThat(Decoded.opcode(decoder.decode(0xffff0000))).isEqualTo(Opcode.ILLEGAL);
        assertThat(Decoded.immediate(decoder.decode(0xffff0000))).isZero();
        assertThat(Decoded.length(decoder.decode(0xffff0000))).isEqualTo(2);
    }

    @Test
    void reservedAndFloatingPointHalvesAreNoInstructions() {
        int[] illegal = {0x0000, 0x2000, 0x6000, 0xa000, 0xe000, 0x6101, 0x6001, 0x6081, 0x9001, 0x9401, 0x9c01, 0x1002,
            0x4002, 0x8002, 0x2002, 0x6002, 0xa002, 0xe002};
        for (int bits : illegal) {
            assertThat(Decoded.opcode(decoder.decode(bits))).as("%04x", bits).isEqualTo(Opcode.ILLEGAL);
            assertThat(disassembler.disassemble(bits, 0)).isEqualTo(".2byte 0x%04x".formatted(bits));
        }
    }

    @Test
    void withoutTheExtensionHalvesAreIllegalWords() {
        Decoder plain = new Decoder(false);
        assertThat(plain.length(0x0001)).isEqualTo(4);
        long decoded = plain.decode(0x00010001);
        assertThat(Decoded.opcode(decoded)).isEqualTo(Opcode.ILLEGAL);
        assertThat(Decoded.immediate(decoded)).isEqualTo(0x00010001);
        assertThat(Decoded.opcode(plain.decode(0x00000013))).isEqualTo(Opcode.ADDI);
    }
}
