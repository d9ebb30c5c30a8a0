package org.vmft.isa.toy.internal.assembler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.Image;
import org.vmft.isa.toy.ToyImage;
import org.vmft.isa.toy.internal.code.Instruction;
import org.vmft.isa.toy.internal.code.Operand;
import org.vmft.testkit.Seed;

class AssemblerTest {
    @Test
    void disassembledInstructionsAssembleToThemselves() throws Exception {
        SplittableRandom random = Seed.random("disassembledInstructionsAssembleToThemselves");
        ByteBuffer content = ByteBuffer.allocate(16 * 1024 + 3).order(ByteOrder.LITTLE_ENDIAN);
        Instruction[] instructions = Instruction.values();
        while (content.remaining() >= Instruction.BYTES) {
            for (int zeros = random.nextInt(20) == 0 ? random.nextInt(9) : 0; zeros > 0 && content.remaining() > 8; zeros--) {
                content.putInt(0);
            }
            int word = instructions[random.nextInt(instructions.length)].word();
            word |= random.nextInt(8) == 0 ? random.nextInt() : operands(Instruction.decode(word).orElseThrow(), random);
            content.putInt(word);
        }
        while (content.hasRemaining()) {
            content.put((byte) random.nextInt());
        }
        for (int loadAddress : new int[] {0, 0x8000, 0x7ffc, 6}) {
            byte[] image = new ToyImage("random", loadAddress, loadAddress + 11 & -4, content.array()).toFile();
            String source = Disassembler.disassemble(ToyImage.parse(new Image("random", image), 1 << 20));
            byte[] again = Assembler.assemble("again.s", source).image().toFile();
            assertThat(Arrays.equals(again, image)).as("the same image at %d", loadAddress).isTrue();
        }
    }

    private static int operands(Instruction instruction, SplittableRandom random) {
        int word = 0;
        for (Operand operand : instruction.format().operands()) {
            word |= operand.encode(random.nextInt(operand.min(), operand.max() + 1));
        }
        return word;
    }

    @Test
    void everyInstructionIsWrittenAsItIsRead() throws Exception {
        assertThat(words("add a0, r2, sp")).containsExactly(0x0112e000);
        assertThat(words("addi r15, zero, -1")).containsExactly(0x11f0ffff);
        assertThat(words("srai a0, a1, 31")).containsExactly(0x1712001f);
        assertThat(words("lw a0, -4(sp)", "sb t0, (s0)")).containsExactly(0x1f1efffc, 0x205a0000);
        assertThat(words("here: beq a0, a1, here", "jal ra, here")).containsExactly(0x23120000, 0x29ffffff);
        assertThat(words("csrr a0, time_low", "csrw compare_high, a1")).containsExactly(0x30100008, 0x3120000b);
        assertThat(words("trap 65535", "iret", "idle")).containsExactly(0x2b00ffff, 0x2c000000, 0x2d000000);
    }

    @Test
    void pseudoInstructionsStandForOthers() throws Exception {
        assertThat(words("mov a0, a1")).isEqualTo(words("addi a0, a1, 0"));
        assertThat(words("x: bgtu a0, a1, x")).isEqualTo(words("x: bltu a1, a0, x"));
        assertThat(words("not a0, a1")).isEqualTo(words("sub a0, zero, a1", "addi a0, a0, -1"));
        assertThat(words("x: call x", "ret")).isEqualTo(words("x: jal ra, x", "jalr zero, ra, 0"));
        assertThat(words("push ra, s0")).isEqualTo(words("addi sp, sp, -8", "sw ra, 0(sp)", "sw s0, 4(sp)"));
        assertThat(words("pop ra, s0")).isEqualTo(words("lw ra, 0(sp)", "lw s0, 4(sp)", "addi sp, sp, 8"));
    }

    @Test
    void constantsTakeTheShortestForm() throws Exception {
        assertThat(words("li a0, -32768")).isEqualTo(words("addi a0, zero, -32768"));
        assertThat(words("li a0, 0xffffffff")).isEqualTo(words("addi a0, zero, -1"));
        assertThat(words("li a0, 0x12340000")).isEqualTo(words("lui a0, 0x1234"));
        assertThat(words("li a0, 32768")).isEqualTo(words("lui a0, 0", "ori a0, a0, 32768"));
        assertThat(words("li a0, later", ".equ later, 1")).isEqualTo(words("lui a0, 0", "ori a0, a0, 1"));
        assertThat(words("la a0, 0")).hasSize(2);
    }

    @Test
    void dataLiesAsWritten() throws Exception {
        byte[] content = Assembler.assemble("data.s", String.join("\n",
                "first: .byte 1, -1, 'a', '\\n'",
                ".half 0x1234, -2",
                ".ascii \"a;b\"   ; a comment",
                ".asciz \"\\\"\\0\"",
                ".align 8",
                ".word first - last + 3, last, .",
                ".space 2",
                "last: .byte last - first   # another")).image().content();
        assertThat(content).containsExactly(1, 255, 97, 10, 0x34, 0x12, 0xfe, 255, 97, 59, 98, 34, 0, 0, 0, 0,
                0xe5, 255, 255, 255, 30, 0, 0, 0, 16, 0, 0, 0, 0, 0, 30);
    }

    @Test
    void executionBeginsAtStart() throws Exception {
        assertThat(Assembler.assemble("a.s", "nop\nstart: nop").image().entry()).isEqualTo(4);
        ToyImage placed = Assembler.assemble("a.s", ".org 0x100\nnop\nnop").image();
        assertThat(placed.entry()).isEqualTo(0x100);
        assertThat(placed.loadAddress()).isEqualTo(0x100);
    }

    @Test
    void everyErrorIsToldWithItsLine() {
        assertThat(errors("nop", "ad a0, a1, a2", "add a0, a1", "b nowhere", "twice:", "twice: nop", "li a0, 1 +"))
                .containsExactly("prog.s:2: unknown instruction 'ad'",
                        "prog.s:3: add: expected 3 operands, actual 2",
                        "prog.s:4: 'nowhere' is not defined",
                        "prog.s:6: 'twice' is defined twice",
                        "prog.s:7: expected a number or name after '+'");
    }

    @Test
    void errorsNameWhatIsWrong() {
        assertThat(errors("addi a0, a1, 32768")).containsExactly("prog.s:1: value 32768 is not between -32768 and 32767");
        assertThat(errors("slli a0, a1, 32")).containsExactly("prog.s:1: value 32 is not between 0 and 31");
        assertThat(errors("add a0, a1, a9")).containsExactly("prog.s:1: expected a register, actual 'a9'");
        assertThat(errors("lw a0, 4")).containsExactly("prog.s:1: expected an address such as 4(sp), actual '4'");
        assertThat(errors("csrw pending, a0")).containsExactly("prog.s:1: control register 'pending' cannot be written");
        assertThat(errors("csrr a0, cr0")).containsExactly("prog.s:1: 'cr0' is not a control register");
        assertThat(errors(".byte 256")).containsExactly("prog.s:1: value 256 does not fit into 8 bits");
        assertThat(errors(".byte 1", "nop")).containsExactly("prog.s:2: address 0x1 is not a multiple of 4; use .align");
        assertThat(errors(".ascii \"a")).containsExactly("prog.s:1: a string needs a closing quote");
        assertThat(errors(".byte 'ab'")).containsExactly("prog.s:1: a character needs a closing quote");
        assertThat(errors(".foo")).containsExactly("prog.s:1: unknown directive '.foo'");
        assertThat(errors(".align 3")).containsExactly("prog.s:1: alignment 3 is not a power of two");
        assertThat(errors(".space 0x1000001")).containsExactly(
                "prog.s:1: value 16777217 is not between 0 and 16777216");
        assertThat(errors("nop", ".org 4")).containsExactly(
                "prog.s:2: .org must come before everything that occupies memory");
        assertThat(errors("add a0,, a1")).containsExactly("prog.s:1: an operand is missing");
        assertThat(errors("a0: nop")).containsExactly("prog.s:1: 'a0' is a register");
        assertThat(errors("b 2")).containsExactly("prog.s:1: target 0x2 is not aligned");
        assertThat(errors("beq a0, a0, 0x20000")).containsExactly(
                "prog.s:1: target 0x20000 is too far: 32768 words is not between -32768 and 32767");
        assertThat(errors(".word 0x100000000")).containsExactly("prog.s:1: '0x100000000' does not fit into 32 bits");
        assertThat(errors("nop @")).containsExactly("prog.s:1: unexpected character '@'");
        assertThat(errors("nop", ".byte 0", "start: .byte 0")).containsExactly(
                "prog.s:3: execution would begin at 0x5, which is not a multiple of 4");
        assertThat(errors("; nothing")).containsExactly("prog.s:1: nothing to assemble");
    }

    @Test
    void errorsAreBounded() {
        String[] lines = IntStream.range(0, 1000).mapToObj(i -> "wrong").toArray(String[]::new);
        assertThat(errors(lines)).hasSize(21).last().isEqualTo("prog.s: 980 more errors");
    }

    @Test
    void anySourceAssemblesOrIsRefused() {
        SplittableRandom random = Seed.random("anySourceAssemblesOrIsRefused");
        String[] words = {"add", "lw", "li", ".word", ".equ", ".org", ".space", "push", "x", "x:", "a0", "sp", ",", "(", ")",
            "+", "-", "1", "0xfffffffff", "'a'", "\"s\"", "\"", "'", ";", "\n", "\n", "\n", "b", "start:", ".align", "."};
        for (int i = 0; i < 5000; i++) {
            String source = random.ints(random.nextInt(30), 0, words.length).mapToObj(word -> words[word])
                    .collect(Collectors.joining(" "));
            try {
                Assembler.assemble("random.s", source);
            } catch (AssemblyException e) {
                assertThat(e.errors()).as(source).isNotEmpty();
            }
        }
    }

    @Test
    void longRunsOfZerosAreWrittenAsRoomAndTheEntryIsKept() throws Exception {
        ToyImage image = new ToyImage("zeros", 0, 20, new byte[50]);
        String source = Disassembler.disassemble(image);
        assertThat(source.lines()).containsExactly(".org 0x0", "    .space 20", "start:", "    .space 28", "    .byte 0x00",
                "    .byte 0x00");
        assertThat(Assembler.assemble("again.s", source).image().toFile()).isEqualTo(image.toFile());
    }

    @Test
    void listingShowsAddressesAndEncodings() throws Exception {
        String listing = Assembler.assemble("a.s", "start: li a0, 5\nhalt a0\n.word 0x2d000000\n.byte 7").listing();
        assertThat(listing.lines()).containsExactly("start:",
                "00000000  11100005    addi a0, zero, 5",
                "00000004  2f100000    halt a0",
                "00000008  2d000000    .word 0x2d000000",
                "0000000c  07          .byte 0x07");
    }

    private static List<Integer> words(String... lines) throws AssemblyException {
        ByteBuffer content = ByteBuffer.wrap(Assembler.assemble("prog.s", String.join("\n", lines)).image().content())
                .order(ByteOrder.LITTLE_ENDIAN);
        return IntStream.range(0, content.capacity() / Integer.BYTES).mapToObj(i -> content.getInt(i * Integer.BYTES)).toList();
    }

    private static List<String> errors(String... lines) {
        return catchThrowableOfType(AssemblyException.class,
                () -> Assembler.assemble("prog.s", String.join("\n", lines))).errors();
    }
}
