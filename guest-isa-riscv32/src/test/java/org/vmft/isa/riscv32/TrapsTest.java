package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every exception: cause, value, where it points, and that nothing else changed. */
class TrapsTest {
    private static final int A0 = 10;
    private static final int MCAUSE = 28;
    private static final int MTVAL = 29;
    private static final int MEPC = 30;
    private static final int MSTATUS = 31;

    /** Runs the statements in machine mode, or in user mode; the handler reads what the trap left. */
    private static Rv32Board trapping(boolean user, boolean compressed, String statements) {
        String enter = user ? "csrrw zero,mstatus,zero\nli t0,body\ncsrrw zero,mepc,t0\nmret\n"
                : "csrrwi zero,mstatus,8\nj body\n";
        return new Rv32Board("""
                li t0,handler
                csrrw zero,mtvec,t0
                li sp,0x80008000
                li gp,0x10000000
                li tp,0x60000000
                %s
                body:
                %s
                stay:
                j stay
                .zero 64
                handler:
                csrrs t3,mcause,zero
                csrrs t4,mtval,zero
                csrrs t5,mepc,zero
                csrrs t6,mstatus,zero
                done:
                j done
                """.formatted(enter, statements), compressed, 1);
    }

    private static void assertTrap(Rv32Board board, int cause, int value, int at) {
        board.run(40);
        assertThat(board.x(MCAUSE)).as("mcause").isEqualTo(cause);
        assertThat(board.x(MTVAL)).as("mtval").isEqualTo(value);
        assertThat(board.x(MEPC)).as("mepc").isEqualTo(at);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0xffffffff", "0x10200073", "0x12000073", "0x00200073", "0x7b200073", "0x00007003", "0x0000302f",
        "0x00003003", "0x00000007", "0x02001013", "0x10002073", "0x30000000"})
    void illegalInstructionReportsItsBits(String bits) {
        Rv32Board board = trapping(false, false, ".word " + bits);
        assertTrap(board, 2, Long.decode(bits).intValue(), board.address("body"));
        assertThat(board.x(MSTATUS)).isEqualTo(0x1880);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0x0000", "0x2000", "0x8002", "0x6101"})
    void illegalHalfReportsSixteenBits(String bits) {
        Rv32Board board = trapping(false, true, ".half " + bits + "\n.half 0x1234");
        assertTrap(board, 2, Integer.decode(bits), board.address("body"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"mret", "csrrs a0,mstatus,zero", "csrrs a0,mhartid,zero", "csrrs a0,cycle,zero",
        "csrrs a0,time,zero", "csrrs a0,instret,zero", "csrrs a0,timeh,zero"})
    void privilegedInstructionIsIllegalInUserMode(String statement) {
        Rv32Board board = trapping(true, true, statement);
        assertTrap(board, 2, board.word(board.address("body")), board.address("body"));
        assertThat(board.x(MSTATUS)).isEqualTo(0x0000);
        assertThat(board.x(A0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"csrrw a0,cycle,zero", "csrrwi a0,mhartid,0", "csrrs a0,mvendorid,a1", "csrrsi a0,time,1",
        "csrrw a0,0xc03,zero", "csrrs a0,0x180,zero", "csrrs a0,0x3a4,zero", "csrrs a0,0x3c0,zero", "csrrs a0,0x302,zero", "csrrs a0,0xb01,zero"})
    void absentOrReadOnlyRegisterIsIllegalAndChangesNothing(String statement) {
        Rv32Board board = trapping(false, true, "addi a0,zero,5\naddi a1,zero,1\n" + statement);
        assertTrap(board, 2, board.word(board.address("body") + 8), board.address("body") + 8);
        assertThat(board.x(A0)).isEqualTo(5);
    }

    @Test
    void callAndBreakpoint() {
        Rv32Board user = trapping(true, true, "ecall");
        assertTrap(user, 8, 0, user.address("body"));
        assertThat(user.x(MSTATUS)).isZero();
        Rv32Board machine = trapping(false, true, "ecall");
        assertTrap(machine, 11, 0, machine.address("body"));
        assertThat(machine.x(MSTATUS)).isEqualTo(0x1880);
        Rv32Board breakpoint = trapping(false, true, "ebreak");
        assertTrap(breakpoint, 3, breakpoint.address("body"), breakpoint.address("body"));
        Rv32Board half = trapping(false, true, ".half 0x9002\n.half 0x0001");
        assertTrap(half, 3, half.address("body"), half.address("body"));
    }

    @ParameterizedTest
    @CsvSource({"lw,5", "lb,5", "lhu,5", "sw,7", "sb,7", "sh,7"})
    void accessToNothingFaults(String mnemonic, int cause) {
        Rv32Board board = trapping(false, true, "addi a0,zero,5\n" + mnemonic + " a0,4(tp)");
        assertTrap(board, cause, 0x60000004, board.address("body") + 4);
        assertThat(board.x(A0)).isEqualTo(5);
    }

    @Test
    void accessAcrossTheEndOfRamFaultsAndStoresNothing() {
        Rv32Board board = trapping(false, true, "li a1,0x8001fffe\nsw gp,0(a1)");
        board.word(0x8001fffc, -1);
        assertTrap(board, 7, 0x8001fffe, board.address("body") + 8);
        assertThat(board.word(0x8001fffc)).isEqualTo(-1);
        Rv32Board load = trapping(false, true, "li a1,0x8001ffff\nlh a0,0(a1)");
        assertTrap(load, 5, 0x8001ffff, load.address("body") + 8);
        Rv32Board below = trapping(false, true, "li a1,0x7fffffff\nlw a0,0(a1)");
        assertTrap(below, 5, 0x7fffffff, below.address("body") + 8);
    }

    @Test
    void misalignedAndNarrowDeviceAccessesFault() {
        Rv32Board misaligned = trapping(false, true, "li a1,0x02004001\nlw a0,0(a1)");
        assertTrap(misaligned, 5, 0x02004001, misaligned.address("body") + 8);
        Rv32Board narrow = trapping(false, true, "li a1,0x02004000\nsb a0,0(a1)");
        assertTrap(narrow, 7, 0x02004000, narrow.address("body") + 8);
        Rv32Board beyond = trapping(false, true, "lw a0,8(gp)");
        assertTrap(beyond, 5, 0x10000008, beyond.address("body"));
    }

    @ParameterizedTest
    @CsvSource({"'lr.w a0,(a1)',4", "'sc.w a0,a2,(a1)',6", "'amoadd.w a0,a2,(a1)',6", "'amomaxu.w a0,a2,(a1)',6"})
    void misalignedAtomicTraps(String statement, int cause) {
        Rv32Board board = trapping(false, true, "li a1,0x80008002\n" + statement);
        assertTrap(board, cause, 0x80008002, board.address("body") + 8);
        assertThat(board.x(A0)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"'lr.w a0,(gp)',5", "'sc.w a0,a2,(gp)',7", "'amoswap.w a0,a2,(gp)',7", "'amoswap.w a0,a2,(tp)',7"})
    void atomicOutsideRamFaults(String statement, int cause) {
        Rv32Board board = trapping(false, true, statement);
        board.run(40);
        assertThat(board.x(MCAUSE)).isEqualTo(cause);
        assertThat(board.x(A0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"jal ra,stay2", "jalr ra,2(a1)", "beq zero,zero,stay2", "bltu zero,a1,stay2"})
    void jumpToAHalfIsMisalignedWithoutCompressedInstructionsAndDoesNotLink(String statement) {
        Rv32Board board = trapping(false, false, "li a1,0x80000100\n" + statement.replace("stay2", "0x80000102"));
        assertTrap(board, 0, 0x80000102, board.address("body") + 8);
        assertThat(board.x(1)).isZero();
    }

    @Test
    void branchNotTakenMayHaveAnyTarget() {
        Rv32Board board = trapping(false, false, "bne zero,zero,0x80000102\naddi a0,zero,9");
        board.run(14);
        assertThat(board.x(A0)).isEqualTo(9);
    }

    @Test
    void jumpOutsideRamFaultsAtItsTarget() {
        Rv32Board board = trapping(false, true, "jalr ra,16(tp)");
        assertTrap(board, 1, 0x60000010, 0x60000010);
        assertThat(board.x(1)).isEqualTo(board.address("body") + 4);
        Rv32Board device = trapping(false, true, "jalr ra,0(gp)");
        assertTrap(device, 1, 0x10000000, 0x10000000);
    }

    @Test
    void instructionCutByTheEndOfRamFaultsAtItsSecondHalf() {
        Rv32Board board = trapping(false, true, "li a1,0x8001fffe\njalr ra,0(a1)");
        board.word(0x8001fffc, 0x00130001);
        assertTrap(board, 1, 0x80020000, 0x8001fffe);
    }

    @Test
    void trapTakesOneStepAndDoesNotRetire() {
        Rv32Board board = new Rv32Board("""
                li t0,handler
                csrrw zero,mtvec,t0
                ecall
                handler:
                csrrs a0,minstret,zero
                csrrs a1,mcycle,zero
                """);
        board.run(6);
        assertThat(board.step()).isEqualTo(6);
        assertThat(board.x(A0)).isEqualTo(3);
        assertThat(board.x(11)).isEqualTo(5);
    }

    @Test
    void returnRestoresModeAndInterruptEnable() {
        Rv32Board board = new Rv32Board("""
                li t0,0x20080
                csrrw zero,mstatus,t0
                li t0,user
                csrrw zero,mepc,t0
                li t0,handler
                csrrw zero,mtvec,t0
                mret
                user:
                ecall
                handler:
                csrrs a0,mstatus,zero
                """);
        board.run(12);
        assertThat(board.x(A0)).isEqualTo(0x80);
        Rv32Board machine = new Rv32Board("""
                li t0,0x21800
                csrrw zero,mstatus,t0
                li t0,next
                csrrw zero,mepc,t0
                mret
                next:
                csrrs a0,mstatus,zero
                """);
        machine.run(8);
        assertThat(machine.x(A0)).isEqualTo(0x20080);
    }
}
