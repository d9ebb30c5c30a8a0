package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntBinaryOperator;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.testkit.Seed;

class InstructionsTest {
    private static final int[] CORNERS = {0, 1, -1, 2, 31, 32, 0x7fff, 0x8000, 0xffff, Integer.MIN_VALUE, Integer.MAX_VALUE};

    @Test
    void registerInstructionsComputeWhatTheReadmeSays() throws Exception {
        Map<String, IntBinaryOperator> expected = new TreeMap<>();
        expected.put("add", (a, b) -> a + b);
        expected.put("sub", (a, b) -> a - b);
        expected.put("and", (a, b) -> a & b);
        expected.put("or", (a, b) -> a | b);
        expected.put("xor", (a, b) -> a ^ b);
        expected.put("sll", (a, b) -> a << (b & 31));
        expected.put("srl", (a, b) -> a >>> (b & 31));
        expected.put("sra", (a, b) -> a >> (b & 31));
        expected.put("slt", (a, b) -> a < b ? 1 : 0);
        expected.put("sltu", (a, b) -> Integer.toUnsignedLong(a) < Integer.toUnsignedLong(b) ? 1 : 0);
        expected.put("mul", (a, b) -> (int) ((long) a * b));
        expected.put("mulhu", (a, b) -> (int) (Integer.toUnsignedLong(a) * Integer.toUnsignedLong(b) >>> 32));
        expected.put("div", (a, b) -> b == 0 ? -1 : (int) ((long) a / b));
        expected.put("divu", (a, b) -> b == 0 ? -1 : (int) (Integer.toUnsignedLong(a) / Integer.toUnsignedLong(b)));
        expected.put("rem", (a, b) -> b == 0 ? a : (int) ((long) a % b));
        expected.put("remu", (a, b) -> b == 0 ? a : (int) (Integer.toUnsignedLong(a) % Integer.toUnsignedLong(b)));
        SplittableRandom random = Seed.random("registerInstructionsComputeWhatTheReadmeSays");
        for (Map.Entry<String, IntBinaryOperator> instruction : expected.entrySet()) {
            for (int i = 0; i < 40; i++) {
                int a = operand(random);
                int b = operand(random);
                Guest guest = new Guest("la a0, " + a, "la a1, " + b, instruction.getKey() + " a2, a0, a1");
                guest.run(5);
                assertThat(guest.register(3)).as("%s %d, %d", instruction.getKey(), a, b)
                        .isEqualTo(instruction.getValue().applyAsInt(a, b));
            }
        }
    }

    @Test
    void immediateInstructionsComputeWhatTheReadmeSays() throws Exception {
        Map<String, IntBinaryOperator> expected = new TreeMap<>();
        expected.put("addi", (a, n) -> a + (short) n);
        expected.put("andi", (a, n) -> a & n & 0xffff);
        expected.put("ori", (a, n) -> a | n & 0xffff);
        expected.put("xori", (a, n) -> a ^ n & 0xffff);
        expected.put("slli", (a, n) -> a << (n & 31));
        expected.put("srli", (a, n) -> a >>> (n & 31));
        expected.put("srai", (a, n) -> a >> (n & 31));
        expected.put("slti", (a, n) -> a < (short) n ? 1 : 0);
        expected.put("sltiu", (a, n) -> Integer.compareUnsigned(a, (short) n) < 0 ? 1 : 0);
        SplittableRandom random = Seed.random("immediateInstructionsComputeWhatTheReadmeSays");
        for (Map.Entry<String, IntBinaryOperator> instruction : expected.entrySet()) {
            for (int i = 0; i < 40; i++) {
                int a = operand(random);
                int n = operand(random);
                String name = instruction.getKey();
                int written = name.startsWith("s") && !name.startsWith("slt") ? n & 31
                        : name.endsWith("ri") || name.equals("andi") ? n & 0xffff : (short) n;
                Guest guest = new Guest("la a0, " + a, name + " a2, a0, " + written);
                guest.run(3);
                assertThat(guest.register(3)).as("%s %d, %d", name, a, written)
                        .isEqualTo(instruction.getValue().applyAsInt(a, written));
            }
        }
        Guest guest = new Guest("lui a0, 0x8001");
        guest.run(1);
        assertThat(guest.register(1)).isEqualTo(0x80010000);
    }

    @Test
    void branchesCompareTheFirstWithTheSecond() throws Exception {
        Map<String, IntPredicate> expected = new TreeMap<>();
        expected.put("beq", order -> order == 0);
        expected.put("bne", order -> order != 0);
        expected.put("blt", order -> order < 0);
        expected.put("bge", order -> order >= 0);
        for (Map.Entry<String, IntPredicate> branch : expected.entrySet()) {
            for (int a : CORNERS) {
                for (int b : CORNERS) {
                    assertThat(taken(branch.getKey(), a, b)).isEqualTo(branch.getValue().test(Integer.compare(a, b)));
                    if (branch.getKey().startsWith("bl") || branch.getKey().startsWith("bg")) {
                        assertThat(taken(branch.getKey() + "u", a, b))
                                .isEqualTo(branch.getValue().test(Integer.compareUnsigned(a, b)));
                    }
                }
            }
        }
    }

    private static boolean taken(String branch, int a, int b) throws Exception {
        Guest guest = new Guest("b begin", "target: nop", "begin: la a0, " + a, "la a1, " + b, branch + " a0, a1, target");
        guest.run(6);
        assertThat(guest.pc()).isIn(4, 28);
        return guest.pc() == 4;
    }

    @Test
    void jumpsKeepTheReturnAddress() throws Exception {
        Guest guest = new Guest("jal a0, over", "nop", "over: la a1, 0x103", "jalr a2, a1, -1");
        guest.run(4);
        assertThat(guest.register(1)).isEqualTo(4);
        assertThat(guest.register(3)).isEqualTo(20);
        assertThat(guest.pc()).as("the target's low two bits do not count").isEqualTo(0x100);
        Guest same = new Guest("la a0, 0x200", "jalr a0, a0, 4");
        same.run(3);
        assertThat(same.pc()).as("the base is read before the link is written").isEqualTo(0x204);
        assertThat(same.register(1)).isEqualTo(12);
    }

    @Test
    void memoryIsLittleEndianAndLoadsExtend() throws Exception {
        Guest guest = new Guest("la a0, 0x8182f3f4", "sw a0, 0x100(zero)", "lb a1, 0x101(zero)", "lbu a2, 0x101(zero)",
                "lh a3, 0x102(zero)", "lhu t0, 0x102(zero)", "sb a0, 0x103(zero)", "sh a0, 0x104(zero)",
                "lw t1, 0x100(zero)", "lw t2, 0x104(zero)");
        guest.run(11);
        assertThat(guest.register(2)).isEqualTo(0xfffffff3);
        assertThat(guest.register(3)).isEqualTo(0xf3);
        assertThat(guest.register(4)).isEqualTo(0xffff8182);
        assertThat(guest.register(5)).isEqualTo(0x8182);
        assertThat(guest.register(6)).isEqualTo(0xf482f3f4);
        assertThat(guest.register(7)).isEqualTo(0xf3f4);
    }

    @Test
    void registerZeroStaysZero() throws Exception {
        Guest guest = new Guest("addi zero, zero, 5", "mov a0, zero", "lui zero, 9", "lw zero, 0(zero)", "entropy zero",
                "csrr zero, ram_bytes", "jal zero, next", "next: lw zero, device(a1)", "mov a1, zero", ".equ device, 0");
        guest.run(9);
        assertThat(guest.register(1)).isZero();
        assertThat(guest.register(2)).isZero();
        Guest halted = new Guest("addi zero, zero, 5", "halt zero");
        halted.run(2);
        assertThat(halted.board.machine().exitCode()).isZero();
        assertThat(guest.host.takeEvents()).as("what is drawn into register 0 is drawn").hasSize(1);
    }

    @Test
    void everyInstructionOfTheTableIsExecuted() throws Exception {
        for (Instruction instruction : Instruction.values()) {
            Guest guest = new Guest("la a0, trapped", "csrw vector, a0", ".word " + instruction.word(), "nop",
                    "trapped: b trapped");
            guest.run(4);
            assertThat(guest.control("cause")).as(instruction.mnemonic()).isNotEqualTo(ToyTrapsTest.ILLEGAL);
        }
    }

    private static int operand(SplittableRandom random) {
        return random.nextInt(3) == 0 ? random.nextInt() : CORNERS[random.nextInt(CORNERS.length)];
    }
}
