package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.function.IntBinaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each instruction by itself, with operands at the edges. */
class InstructionsTest {
    private static final int[] EDGES = {0, 1, 2, 31, 32, 33, 2047, 0x7fffffff, 0x80000000, 0x80000001, -1, -2, -2048,
        0x55555555, 0xaaaaaaaa, 0x12345678};
    private static final int[] IMMEDIATES = {0, 1, -1, 2047, -2048, 1365, -1366};
    private static final int A0 = 10;
    private static final int A1 = 11;

    private static BigInteger signed(int value) {
        return BigInteger.valueOf(value);
    }

    private static BigInteger unsigned(int value) {
        return BigInteger.valueOf(value & 0xffffffffL);
    }

    private static int high(BigInteger left, BigInteger right) {
        return left.multiply(right).shiftRight(32).intValue();
    }

    private static Arguments row(String mnemonic, IntBinaryOperator meaning) {
        return Arguments.of(mnemonic, meaning);
    }

    static Stream<Arguments> registerInstructions() {
        return Stream.of(
                row("add", (a, b) -> signed(a).add(signed(b)).intValue()),
                row("sub", (a, b) -> signed(a).subtract(signed(b)).intValue()),
                row("sll", (a, b) -> unsigned(a).shiftLeft(b & 31).intValue()),
                row("srl", (a, b) -> unsigned(a).shiftRight(b & 31).intValue()),
                row("sra", (a, b) -> signed(a).shiftRight(b & 31).intValue()),
                row("slt", (a, b) -> signed(a).compareTo(signed(b)) < 0 ? 1 : 0),
                row("sltu", (a, b) -> unsigned(a).compareTo(unsigned(b)) < 0 ? 1 : 0),
                row("and", (a, b) -> signed(a).and(signed(b)).intValue()),
                row("or", (a, b) -> signed(a).or(signed(b)).intValue()),
                row("xor", (a, b) -> signed(a).xor(signed(b)).intValue()),
                row("mul", (a, b) -> signed(a).multiply(signed(b)).intValue()),
                row("mulh", (a, b) -> high(signed(a), signed(b))),
                row("mulhsu", (a, b) -> high(signed(a), unsigned(b))),
                row("mulhu", (a, b) -> high(unsigned(a), unsigned(b))),
                row("div", (a, b) -> b == 0 ? -1 : signed(a).divide(signed(b)).intValue()),
                row("divu", (a, b) -> b == 0 ? -1 : unsigned(a).divide(unsigned(b)).intValue()),
                row("rem", (a, b) -> b == 0 ? a : signed(a).remainder(signed(b)).intValue()),
                row("remu", (a, b) -> b == 0 ? a : unsigned(a).remainder(unsigned(b)).intValue()));
    }

    static Stream<Arguments> immediateInstructions() {
        return Stream.of(
                row("addi", (a, b) -> signed(a).add(signed(b)).intValue()),
                row("slti", (a, b) -> signed(a).compareTo(signed(b)) < 0 ? 1 : 0),
                row("sltiu", (a, b) -> unsigned(a).compareTo(unsigned(b)) < 0 ? 1 : 0),
                row("andi", (a, b) -> signed(a).and(signed(b)).intValue()),
                row("ori", (a, b) -> signed(a).or(signed(b)).intValue()),
                row("xori", (a, b) -> signed(a).xor(signed(b)).intValue()));
    }

    static Stream<Arguments> branches() {
        return Stream.of(
                row("beq", (a, b) -> a == b ? 1 : 0),
                row("bne", (a, b) -> a != b ? 1 : 0),
                row("blt", (a, b) -> signed(a).compareTo(signed(b)) < 0 ? 1 : 0),
                row("bge", (a, b) -> signed(a).compareTo(signed(b)) >= 0 ? 1 : 0),
                row("bltu", (a, b) -> unsigned(a).compareTo(unsigned(b)) < 0 ? 1 : 0),
                row("bgeu", (a, b) -> unsigned(a).compareTo(unsigned(b)) >= 0 ? 1 : 0));
    }

    /** Runs the statement on pairs of edges, one after the other in one program that stores each result. */
    private static void check(String program, int[] left, int[] right, IntBinaryOperator meaning) {
        StringBuilder source = new StringBuilder("li s0,0x80010000\n");
        for (int a : left) {
            for (int b : right) {
                source.append("li a0,").append(a).append("\nli a1,").append(b).append('\n')
                        .append(program.replace("IMM", Integer.toString(b))).append("\nsw a2,0(s0)\naddi s0,s0,4\n");
            }
        }
        source.append("end:\nj end\n");
        Rv32Board board = new Rv32Board(source.toString());
        board.run(left.length * right.length * 12L + 20);
        int address = 0x80010000;
        for (int a : left) {
            for (int b : right) {
                assertThat(board.word(address)).as("%s of %d, %d", program, a, b).isEqualTo(meaning.applyAsInt(a, b));
                address += 4;
            }
        }
    }

    @ParameterizedTest
    @MethodSource("registerInstructions")
    void registerInstruction(String mnemonic, IntBinaryOperator meaning) {
        check(mnemonic + " a2,a0,a1", EDGES, EDGES, meaning);
        check("addi a2,a0,0\n" + mnemonic + " a2,a2,a1", EDGES, EDGES, meaning);
        check("addi a2,a1,0\n" + mnemonic + " a2,a0,a2", EDGES, EDGES, meaning);
    }

    @ParameterizedTest
    @MethodSource("immediateInstructions")
    void immediateInstruction(String mnemonic, IntBinaryOperator meaning) {
        check(mnemonic + " a2,a0,IMM", EDGES, IMMEDIATES, meaning);
    }

    @Test
    void shiftsByAConstant() {
        int[] amounts = {0, 1, 7, 16, 31};
        check("slli a2,a0,IMM", EDGES, amounts, (a, b) -> unsigned(a).shiftLeft(b).intValue());
        check("srli a2,a0,IMM", EDGES, amounts, (a, b) -> unsigned(a).shiftRight(b).intValue());
        check("srai a2,a0,IMM", EDGES, amounts, (a, b) -> signed(a).shiftRight(b).intValue());
    }

    @ParameterizedTest
    @MethodSource("branches")
    void branch(String mnemonic, IntBinaryOperator meaning) {
        for (int a : EDGES) {
            for (int b : EDGES) {
                Rv32Board board = new Rv32Board("""
                        li a0,%d
                        li a1,%d
                        %s a0,a1,taken
                        addi a2,zero,2
                        taken:
                        j taken
                        """.formatted(a, b, mnemonic));
                board.run(10);
                assertThat(board.x(12)).as("%s %d, %d", mnemonic, a, b).isEqualTo(meaning.applyAsInt(a, b) == 1 ? 0 : 2);
            }
        }
    }

    @Test
    void branchesAndJumpsGoBothWaysAndLink() {
        Rv32Board board = new Rv32Board("""
                jal ra,forward
                back:
                addi a0,a0,1
                jalr a1,8(ra)
                forward:
                beq zero,zero,back
                .zero 4
                """);
        board.run(4);
        assertThat(board.x(A0)).isEqualTo(1);
        assertThat(board.x(1)).isEqualTo(Rv32Board.RAM + 4);
        assertThat(board.x(A1)).isEqualTo(Rv32Board.RAM + 12);
        assertThat(board.pc()).isEqualTo(Rv32Board.RAM + 12);
    }

    @Test
    void jalrClearsTheLowestBitAndReadsItsBaseBeforeItLinks() {
        Rv32Board board = new Rv32Board("""
                li a0,target
                jalr a0,1(a0)
                .word 0
                target:
                addi a1,zero,5
                """);
        board.run(4);
        assertThat(board.x(A1)).isEqualTo(5);
        assertThat(board.x(A0)).isEqualTo(Rv32Board.RAM + 12);
    }

    @Test
    void upperImmediates() {
        Rv32Board board = new Rv32Board("lui a0,0xfffff\nauipc a1,0x1\nauipc a2,0xfffff\n");
        board.run(3);
        assertThat(board.x(A0)).isEqualTo(0xfffff000);
        assertThat(board.x(A1)).isEqualTo(Rv32Board.RAM + 4 + 0x1000);
        assertThat(board.x(12)).isEqualTo(Rv32Board.RAM + 8 - 0x1000);
    }

    @Test
    void registerZeroStaysZero() {
        Rv32Board board = new Rv32Board("addi zero,zero,7\nlui zero,1\njal zero,next\nnext:\nadd a0,zero,zero\n");
        board.run(4);
        assertThat(board.x(A0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"lb,0", "lbu,0", "lb,1", "lh,0", "lhu,0", "lh,2", "lhu,2", "lh,1", "lhu,1", "lhu,3", "lw,0", "lw,1", "lw,2", "lw,3"})
    void loadExtendsItsBytesAtAnyAlignment(String mnemonic, int offset) {
        Rv32Board board = new Rv32Board("li a1,0x80008000\n" + mnemonic + " a0," + offset + "(a1)\n");
        board.word(0x80008000, 0xfffe7f80);
        board.word(0x80008004, 0x00100001);
        long shifted = 0x00100001fffe7f80L >>> offset * 8;
        int value = switch (mnemonic) {
            case "lb" -> (byte) shifted;
            case "lbu" -> (int) shifted & 0xff;
            case "lh" -> (short) shifted;
            case "lhu" -> (int) shifted & 0xffff;
            default -> (int) shifted;
        };
        board.run(3);
        assertThat(board.x(A0)).isEqualTo(value);
    }

    @ParameterizedTest
    @CsvSource({"sb,0", "sb,3", "sh,0", "sh,1", "sh,3", "sw,0", "sw,1", "sw,2", "sw,3"})
    void storeChangesItsBytesOnlyAtAnyAlignmentAndAcrossPages(String mnemonic, int offset) {
        Rv32Board board = new Rv32Board("li a1,0x80008ffc\nli a0,0x44332211\n" + mnemonic + " a0," + offset + "(a1)\n");
        board.word(0x80008ffc, -1);
        board.word(0x80009000, -1);
        board.run(5);
        int bytes = mnemonic.equals("sb") ? 1 : mnemonic.equals("sh") ? 2 : 4;
        long expected = -1;
        for (int at = 0; at < bytes; at++) {
            int shift = (offset + at) * 8;
            expected = expected & ~(0xffL << shift) | 0x11L * (at + 1) << shift;
        }
        assertThat(board.word(0x80008ffc)).isEqualTo((int) expected);
        assertThat(board.word(0x80009000)).isEqualTo((int) (expected >>> 32));
    }

    @Test
    void negativeOffsetsReachBelowTheBase() {
        Rv32Board board = new Rv32Board("li a1,0x80008000\nli a0,77\nsw a0,-2048(a1)\nlw a2,-2048(a1)\n");
        board.run(6);
        assertThat(board.word(0x80007800)).isEqualTo(77);
        assertThat(board.x(12)).isEqualTo(77);
    }

    static Stream<Arguments> atomics() {
        return Stream.of(
                row("amoswap.w", (a, b) -> b),
                row("amoadd.w", Integer::sum),
                row("amoxor.w", (a, b) -> a ^ b),
                row("amoand.w", (a, b) -> a & b),
                row("amoor.w", (a, b) -> a | b),
                row("amomin.w", (a, b) -> signed(a).min(signed(b)).intValue()),
                row("amomax.w", (a, b) -> signed(a).max(signed(b)).intValue()),
                row("amominu.w", (a, b) -> unsigned(a).min(unsigned(b)).intValue()),
                row("amomaxu.w", (a, b) -> unsigned(a).max(unsigned(b)).intValue()));
    }

    @ParameterizedTest
    @MethodSource("atomics")
    void atomicReturnsTheOldWordAndStoresTheCombination(String mnemonic, IntBinaryOperator meaning) {
        check("sw a0,64(s0)\naddi a3,s0,64\n" + mnemonic + " a2,a1,(a3)", EDGES, EDGES, (a, b) -> a);
        check("sw a0,64(s0)\naddi a3,s0,64\n" + mnemonic + " a2,a1,(a3)\nlw a2,64(s0)", EDGES, EDGES, meaning);
    }

    @Test
    void fencesDoNothing() {
        Rv32Board board = new Rv32Board("fence\nfence.i\n.word 0x0ff0000f\n.word 0x0100000f\naddi a0,zero,3\n");
        board.run(5);
        assertThat(board.x(A0)).isEqualTo(3);
    }
}
