package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ControlRegistersTest {
    private static final int A0 = 10;
    private static final int A1 = 11;

    @ParameterizedTest
    @CsvSource({
        "mstatus, 0x00221888", "mie, 0x888", "mcounteren, 7", "mscratch, 0xffffffff", "mepc, 0xfffffffe",
        "mcause, 0xffffffff", "mtval, 0xffffffff", "mcountinhibit, 5", "misa, 0x40101105", "mip, 0", "mtvec, 0",
        "menvcfg, 0", "mstatush, 0", "menvcfgh, 0", "tselect, 0", "tdata1, 0", "0xb03, 0", "0xb9f, 0", "0x323, 0"})
    void onlyImplementedBitsAreKept(String csr, String kept) {
        Rv32Board board = new Rv32Board("addi a1,zero,-1\ncsrrw zero,%s,a1\ncsrrs a0,%s,zero\n".formatted(csr, csr));
        board.run(3);
        assertThat(board.x(A0)).isEqualTo(Long.decode(kept).intValue());
    }

    @Test
    void withoutCompressedInstructionsMisaAndMepcSaySo() {
        Rv32Board board = new Rv32Board("csrrs a0,misa,zero\naddi t0,zero,-1\ncsrrw zero,mepc,t0\ncsrrs a1,mepc,zero\n", false, 1);
        board.run(4);
        assertThat(board.x(A0)).isEqualTo(0x40101101);
        assertThat(board.x(A1)).isEqualTo(-4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mvendorid", "marchid", "mimpid", "mhartid", "mconfigptr", "mstatus", "mie", "mip", "mtvec",
        "mcounteren", "mcountinhibit", "mscratch", "mepc", "mcause", "mtval", "tselect", "tdata2", "tdata3", "menvcfg"})
    void resetValueIsZero(String csr) {
        Rv32Board board = new Rv32Board("addi a0,zero,-1\ncsrrs a0,%s,zero\n".formatted(csr));
        board.run(2);
        assertThat(board.x(A0)).isZero();
    }

    @Test
    void modesThatDoNotExistBecomeUserMode() {
        for (int mpp = 0; mpp < 4; mpp++) {
            Rv32Board board = new Rv32Board("li a1,%d\ncsrrw zero,mstatus,a1\ncsrrs a0,mstatus,zero\n".formatted(mpp << 11));
            board.run(4);
            assertThat(board.x(A0)).isEqualTo(mpp == 3 ? 0x1800 : 0);
        }
    }

    @Test
    void reservedVectorModeIsNotTaken() {
        Rv32Board board = new Rv32Board("""
                li a1,0x80000101
                csrrw zero,mtvec,a1
                addi a1,a1,1
                csrrw zero,mtvec,a1
                csrrs a0,mtvec,zero
                """);
        board.run(6);
        assertThat(board.x(A0)).isEqualTo(0x80000101);
    }

    @Test
    void eachOfTheSixInstructionsReadsTheOldValueAndWritesItsOwn() {
        Rv32Board board = new Rv32Board("""
                li t0,0x0ff0
                csrrw zero,mscratch,t0
                li t1,0x00ff
                csrrs a0,mscratch,t1
                csrrc a1,mscratch,t1
                csrrwi a2,mscratch,21
                csrrsi a3,mscratch,10
                csrrci a4,mscratch,3
                csrrw a5,mscratch,t1
                csrrs a6,mscratch,zero
                csrrw t1,mscratch,t1
                """);
        board.run(13);
        assertThat(board.arguments(7)).containsExactly(0x0ff0, 0x0fff, 0x0f00, 21, 31, 28, 0xff);
        assertThat(board.x(6)).isEqualTo(0xff);
    }

    @Test
    void counterReadsWhatTheInstructionBeforeWrote() {
        Rv32Board board = new Rv32Board("""
                addi t0,zero,-1
                csrrw zero,minstret,t0
                csrrs a0,minstret,zero
                csrrs a1,minstreth,zero
                csrrw zero,mcycleh,t0
                csrrs a2,mcycleh,zero
                csrrs a3,mcycle,zero
                """);
        board.run(7);
        assertThat(board.arguments(3)).containsExactly(-1, 1, -1);
        // Writing one half takes the place of that instruction's increment.
        assertThat(board.x(13)).isEqualTo(5);
    }

    @Test
    void inhibitedCounterStandsStillAndGoesOnFromThere() {
        Rv32Board board = new Rv32Board("""
                csrrwi zero,mcountinhibit,4
                csrrs a0,minstret,zero
                csrrs a1,mcycle,zero
                csrrs a2,minstret,zero
                csrrwi zero,mcountinhibit,1
                csrrs a3,minstret,zero
                csrrs a4,minstret,zero
                csrrs a5,mcycle,zero
                csrrwi zero,mcycle,9
                csrrs a6,mcycle,zero
                """);
        board.run(10);
        assertThat(board.arguments(7)).containsExactly(1, 2, 1, 1, 2, 5, 9);
    }

    @Test
    void userModeReadsTheCountersThatMachineModeLetsIt() {
        Rv32Board board = new Rv32Board("""
                csrrwi zero,mcounteren,7
                li t0,user
                csrrw zero,mepc,t0
                mret
                user:
                csrrs a0,cycle,zero
                csrrs a1,instret,zero
                csrrs a2,time,zero
                csrrs a3,cycleh,zero
                csrrs a4,instreth,zero
                csrrs a5,timeh,zero
                """);
        board.host().anchor(0, 0x5_0000_1000L, Rv32Board.RATE_ONE);
        board.run(11);
        assertThat(board.arguments(3)).containsExactly(5, 6, 0x1007);
        assertThat(board.x(15)).isEqualTo(5);
    }
}
