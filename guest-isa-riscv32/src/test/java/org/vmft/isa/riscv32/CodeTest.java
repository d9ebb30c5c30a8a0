package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Fetching is coherent with stores, wherever an instruction lies. */
class CodeTest {
    private static final int A0 = 10;
    private static final int ADDI_A0_7 = 0x00700513;

    @Test
    void storedInstructionIsExecutedByTheNextStep() {
        Rv32Board board = new Rv32Board("""
                li t0,%d
                li t1,changed
                addi a1,zero,0
                j changed
                again:
                sw t0,0(t1)
                changed:
                addi a0,zero,1
                addi a1,a1,1
                beq a0,a1,again
                """.formatted(ADDI_A0_7));
        board.run(9);
        assertThat(board.x(11)).isEqualTo(1);
        assertThat(board.x(A0)).isEqualTo(1);
        board.run(2);
        assertThat(board.x(A0)).isEqualTo(7);
    }

    @Test
    void executedInstructionIsForgottenWhenAnotherPageStoresToIt() {
        Rv32Board board = new Rv32Board("""
                li t0,%d
                li t1,sub
                jalr ra,0(t1)
                addi a2,a0,0
                sh t0,0(t1)
                srli t0,t0,16
                sh t0,2(t1)
                jalr ra,0(t1)
                stay:
                j stay
                .zero 8192
                sub:
                addi a0,zero,1
                jalr zero,0(ra)
                """.formatted(ADDI_A0_7));
        board.run(14);
        assertThat(board.x(12)).isEqualTo(1);
        assertThat(board.x(A0)).isEqualTo(7);
    }

    @Test
    void instructionAcrossTwoPagesSeesChangesOfEither() {
        String source = """
                li s0,0x80000ffe
                li s1,0x80001000
                jalr ra,0(s0)
                addi a2,a0,0
                addi t0,zero,0x%x
                sb t0,0(s1)
                jalr ra,0(s0)
                addi a3,a0,0
                li t0,0x0593
                sh t0,0(s0)
                jalr ra,0(s0)
                stay:
                j stay
                .zero 4034
                """;
        Rv32Board board = new Rv32Board(source.formatted(0x20) + ".half 0x0513\n.half 0x0010\njalr zero,0(ra)\n");
        assertThat(board.word(0x80001000) & 0xffff).isEqualTo(0x0010);
        board.run(30);
        assertThat(board.x(12)).isEqualTo(1);
        assertThat(board.x(13)).isEqualTo(2);
        assertThat(board.x(11)).isEqualTo(2);
    }

    @Test
    void deviceStoreToCodeIsSeen() {
        Rv32Board board = new Rv32Board("loop:\naddi a0,zero,1\nj loop\n");
        board.run(10);
        board.board().memory().write(0, new byte[] {0x13, 0x05, 0x70, 0x00}, 0, 4);
        board.run(2);
        assertThat(board.x(A0)).isEqualTo(7);
    }

    @Test
    void codeRunsUpToTheEndOfAPageAndIntoTheNext() {
        Rv32Board board = new Rv32Board("j far\n.zero 4084\nfar:\n.half 0x0505\n.half 0x0505\naddi a0,a0,1\naddi a0,a0,1\n.half 0x0505\n");
        board.run(6);
        assertThat(board.x(A0)).isEqualTo(5);
        assertThat(board.pc()).isEqualTo(0x80001006);
    }

    @Test
    void restoredMachineExecutesRestoredMemory() {
        String source = "loop:\naddi a0,zero,1\nj loop\n";
        Rv32Board board = new Rv32Board(source);
        board.run(10);
        Rv32Board other = new Rv32Board(source.replace("zero,1", "zero,9"));
        other.board().restore(board.board().save());
        other.run(2);
        assertThat(other.x(A0)).isEqualTo(1);
        assertThat(other.step()).isEqualTo(12);
    }
}
