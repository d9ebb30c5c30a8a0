package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Physical memory protection: registers, locks, matching, modes, and that it is part of the state. */
class PmpTest {
    private static final int A0 = 10;
    private static final int A1 = 11;
    private static final int MCAUSE = 28;
    private static final int MTVAL = 29;
    private static final int MEPC = 30;
    private static final int NOP = 0x13;
    private static final int STEPS = 120;
    private static final int BODY = 0x80001000;
    private static final int DATA = 0x80004000;
    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int TOR = 1 << 3;
    private static final int NA4 = 2 << 3;
    private static final int NAPOT = 3 << 3;
    private static final int LOCKED = 1 << 7;
    /** The page that holds the body, by the last entry. */
    private static final String CODE = "csrrwi zero,pmpcfg0,0\n" + entry(15, (BODY >>> 2) + 0x1ff, NAPOT | EXECUTE);

    private static String entry(int number, int address, int configuration) {
        return "li t0,%d\ncsrrw zero,pmpaddr%d,t0\nli t0,%d\ncsrrs zero,pmpcfg%d,t0\n".formatted(address, number,
                configuration << number % 4 * 8, number / 4);
    }

    /** The power of two bytes at an address. */
    private static int napot(int address, int bytes) {
        return (address >>> 2) + (bytes >>> 3) - 1;
    }

    /** The setup in machine mode, then by MRET with this mstatus the body; and what it trapped with. */
    private static String source(String setup, String mstatus, String body) {
        return """
                li t0,handler
                csrrw zero,mtvec,t0
                li sp,0x80004000
                li gp,0x10000000
                li a1,0x55
                %s
                li t0,%s
                csrrw zero,mstatus,t0
                li t0,body
                csrrw zero,mepc,t0
                mret
                handler:
                csrrs t3,mcause,zero
                csrrs t4,mtval,zero
                csrrs t5,mepc,zero
                done:
                j done
                .org 0x80001000
                body:
                %s
                end:
                j end
                """.formatted(setup, mstatus, body);
    }

    private static Rv32Board run(String setup, String mstatus, String body) {
        Rv32Board board = new Rv32Board(source(setup, mstatus, body));
        board.word(DATA, 0x12345678);
        board.word(DATA + 4, NOP << Short.SIZE);
        board.run(STEPS);
        return board;
    }

    private static Rv32Board user(String setup, String body) {
        return run(CODE + setup, "0", body);
    }

    private static Rv32Board machine(String setup, String body) {
        return run(CODE + setup, "0x1800", body);
    }

    private static void assertFault(Rv32Board board, int cause, int value, int at) {
        assertThat(board.x(MCAUSE)).as("mcause").isEqualTo(cause);
        assertThat(board.x(MTVAL)).as("mtval").isEqualTo(value);
        assertThat(board.x(MEPC)).as("mepc").isEqualTo(at);
    }

    private static void assertNoFault(Rv32Board board) {
        assertThat(board.x(MCAUSE)).as("mcause").isZero();
        assertThat(board.pc()).isEqualTo(board.address("end"));
    }

    private static Rv32Board registers(String statements) {
        Rv32Board board = new Rv32Board(statements);
        board.run(STEPS);
        return board;
    }

    @Test
    void resetGivesEverythingToUserModeByEntryZero() {
        Rv32Board board = registers("csrrs a0,pmpaddr0,zero\ncsrrs a1,pmpcfg0,zero\ncsrrs a2,pmpaddr1,zero\ncsrrs a3,pmpcfg3,zero\nj 0x80000010");
        assertThat(board.x(A0)).isEqualTo(-1);
        assertThat(board.x(A1)).isEqualTo(0x1f);
        assertThat(board.x(12)).isZero();
        assertThat(board.x(13)).isZero();
        assertNoFault(run("", "0", "sw a1,0(sp)\nlw a0,0(sp)\nlw a2,0(sp)"));
    }

    @Test
    void everyEntryHasItsOwnAddressAndByteOfConfiguration() {
        for (int number = 0; number < 16; number++) {
            Rv32Board board = registers("""
                    csrrwi zero,pmpcfg0,0
                    li t0,-1
                    csrrw zero,pmpaddr0,zero
                    csrrw zero,pmpaddr%d,t0
                    csrrs a0,pmpaddr%d,zero
                    csrrs a2,pmpaddr%d,zero
                    li t0,%d
                    csrrw zero,pmpcfg%d,t0
                    csrrs a1,pmpcfg%d,zero
                    csrrs a3,pmpcfg%d,zero
                    done:
                    j done
                    """.formatted(number, number, (number + 1) % 16, 0x17 << number % 4 * 8, number / 4, number / 4, (number / 4 + 1) % 4));
            assertThat(board.x(A0)).isEqualTo(-1);
            assertThat(board.x(12)).isZero();
            assertThat(board.x(A1)).isEqualTo(0x17 << number % 4 * 8);
            assertThat(board.x(13)).isZero();
        }
    }

    @Test
    void reservedBitsOfAConfigurationStayZero() {
        Rv32Board board = registers("li t0,0x7f7f7f7f\ncsrrw zero,pmpcfg1,t0\ncsrrs a0,pmpcfg1,zero\ndone:\nj done");
        assertThat(board.x(A0)).isEqualTo(0x1f1f1f1f);
    }

    @Test
    void writingWithoutReadingKeepsTheOldPermissions() {
        Rv32Board board = registers("""
                li t0,0x0500
                csrrw zero,pmpcfg1,t0
                li t0,0x1a06
                csrrw zero,pmpcfg1,t0
                csrrs a0,pmpcfg1,zero
                done:
                j done
                """);
        assertThat(board.x(A0)).isEqualTo(0x1d00);
    }

    @Test
    void lockedEntryIgnoresWritesAndItsNeighboursDoNot() {
        Rv32Board board = registers("""
                li t0,0x100
                csrrw zero,pmpaddr4,t0
                csrrw zero,pmpaddr5,t0
                csrrw zero,pmpaddr6,t0
                li t0,0x009900
                csrrw zero,pmpcfg1,t0
                li t0,0x1b1b1b
                csrrw zero,pmpcfg1,t0
                csrrw zero,pmpaddr4,t0
                csrrw zero,pmpaddr5,t0
                csrrw zero,pmpaddr6,t0
                csrrs a0,pmpcfg1,zero
                csrrs a1,pmpaddr4,zero
                csrrs a2,pmpaddr5,zero
                csrrs a3,pmpaddr6,zero
                done:
                j done
                """);
        assertThat(board.x(A0)).isEqualTo(0x1b991b);
        assertThat(board.x(A1)).isEqualTo(0x1b1b1b);
        assertThat(board.x(12)).isEqualTo(0x100);
        assertThat(board.x(13)).isEqualTo(0x1b1b1b);
    }

    @ParameterizedTest
    @CsvSource({"0x89,0x100", "0x81,0x200", "0x91,0x200", "0x99,0x200", "0x09,0x200"})
    void lockedTopOfRangeLocksTheAddressBelow(String configuration, String kept) {
        Rv32Board board = registers("""
                li t0,0x100
                csrrw zero,pmpaddr7,t0
                li t0,%s
                csrrw zero,pmpcfg2,t0
                li t0,0x200
                csrrw zero,pmpaddr7,t0
                csrrs a0,pmpaddr7,zero
                done:
                j done
                """.formatted(configuration));
        assertThat(board.x(A0)).isEqualTo(Integer.decode(kept));
    }

    @ParameterizedTest
    @ValueSource(strings = {"csrrs a0,pmpcfg0,zero", "csrrs a0,pmpaddr15,zero", "csrrw zero,pmpcfg0,zero"})
    void userModeMayNotTouchTheRegisters(String statement) {
        assertThat(user("", statement).x(MCAUSE)).isEqualTo(2);
    }

    @Test
    void userModeNeedsAMatchAndMachineModeDoesNot() {
        Rv32Board load = user("", "lw a1,0(sp)");
        assertFault(load, 5, DATA, BODY);
        assertThat(load.x(A1)).isEqualTo(0x55);
        Rv32Board store = user("", "sb a1,3(sp)");
        assertFault(store, 7, DATA + 3, BODY);
        assertThat(store.word(DATA)).isEqualTo(0x12345678);
        assertFault(user("", "jalr ra,16(sp)"), 1, DATA + 16, DATA + 16);
        assertNoFault(machine("", "lw a1,0(sp)\nsb a1,3(sp)"));
    }

    @Test
    void userModeReachesNoDeviceWithoutAMatch() {
        assertFault(user("", "lbu a1,5(gp)"), 5, 0x10000005, BODY);
        Rv32Board store = user("", "sb a1,0(gp)");
        assertFault(store, 7, 0x10000000, BODY);
        assertThat(store.printed()).isEmpty();
        Rv32Board granted = user(entry(0, napot(0x10000000, 8), NAPOT | READ | WRITE), "sb a1,0(gp)");
        assertNoFault(granted);
        assertThat(granted.printed()).isEqualTo("U");
    }

    @ParameterizedTest
    @CsvSource({
        "1,'lw a0,0(sp)',0", "4,'lw a0,0(sp)',5", "0,'lhu a0,2(sp)',5", "1,'sw a1,0(sp)',7", "3,'sh a1,2(sp)',0", "5,'sb a1,1(sp)',7",
        "1,'lr.w a0,(sp)',0", "4,'lr.w a0,(sp)',5", "1,'sc.w a0,a1,(sp)',7", "3,'sc.w a0,a1,(sp)',0",
        "1,'amoadd.w a0,a1,(sp)',7", "4,'amoswap.w a0,a1,(sp)',7", "3,'amomaxu.w a0,a1,(sp)',0"})
    void accessNeedsItsPermission(int permissions, String statement, int cause) {
        Rv32Board board = user(entry(0, napot(DATA, 8), NAPOT | permissions), statement);
        if (cause == 0) {
            assertNoFault(board);
        } else {
            assertThat(board.x(MCAUSE)).isEqualTo(cause);
            assertThat(board.x(A0)).isZero();
            assertThat(board.word(DATA)).isEqualTo(0x12345678);
            assertThat(board.x(MEPC)).isEqualTo(BODY);
        }
    }

    @ParameterizedTest
    @CsvSource({"1,1", "3,1", "4,2", "7,2"})
    void fetchNeedsPermissionToExecute(int permissions, int cause) {
        // What is fetched there is no instruction.
        Rv32Board board = user(entry(0, napot(DATA + 16, 16), NAPOT | permissions), "jalr zero,16(sp)");
        assertThat(board.x(MCAUSE)).isEqualTo(cause);
        assertThat(board.x(MEPC)).isEqualTo(DATA + 16);
    }

    @Test
    void instructionCutByProtectionFaultsAtItsSecondHalf() {
        String cut = entry(0, DATA + 4 >>> 2, NA4 | EXECUTE);
        assertFault(user(cut, "jalr zero,6(sp)"), 1, DATA + 8, DATA + 6);
        // Halves may be in different entries. Behind the instruction there is zero.
        Rv32Board whole = user(cut + entry(1, DATA + 8 >>> 2, NA4 | EXECUTE), "jalr zero,6(sp)");
        assertFault(whole, 2, 0, DATA + 10);
    }

    @Test
    void bytesBesideWhatIsMatchedAreRefused() {
        String[] entries = {entry(0, DATA + 8 >>> 2, NA4 | READ), entry(0, napot(DATA + 8, 8), NAPOT | READ),
            entry(2, DATA + 8 >>> 2, 0) + entry(3, DATA + 20 >>> 2, TOR | READ), entry(0, napot(DATA + 0x1000, 0x1000), NAPOT | READ)};
        int[][] ranges = {{8, 12}, {8, 16}, {8, 20}, {0x1000, 0x2000}};
        for (int at = 0; at < entries.length; at++) {
            int first = ranges[at][0];
            int last = ranges[at][1] - 1;
            String inside = "li a2,%d\nlbu a0,0(a2)\nlbu a0,0(a2)\n".formatted(DATA + first) + "li a2,%d\nlbu a0,0(a2)".formatted(DATA + last);
            assertNoFault(user(entries[at], inside));
            assertThat(user(entries[at], "li a2,%d\nlbu a0,-1(a2)".formatted(DATA + first)).x(MTVAL)).isEqualTo(DATA + first - 1);
            assertThat(user(entries[at], "li a2,%d\nlbu a0,1(a2)".formatted(DATA + last)).x(MTVAL)).isEqualTo(DATA + last + 1);
        }
    }

    @Test
    void firstTopOfRangeBeginsAtZeroAndOneThatEndsBeforeItsBeginMatchesNothing() {
        String fromZero = entry(0, DATA + 4 >>> 2, TOR | READ | EXECUTE);
        assertNoFault(user(fromZero, "lw a0,0(sp)\nlw a0,-1024(sp)\nlbu a0,5(gp)"));
        assertFault(user(fromZero, "lw a0,4(sp)"), 5, DATA + 4, BODY);
        String empty = entry(0, DATA + 64 >>> 2, 0) + entry(1, DATA >>> 2, TOR) + entry(2, napot(DATA, 64), NAPOT | READ);
        assertNoFault(user(empty, "lw a0,0(sp)\nlw a0,16(sp)"));
        String nothing = entry(0, DATA + 4 >>> 2, 0) + entry(1, DATA + 4 >>> 2, TOR) + entry(2, napot(DATA, 64), NAPOT | READ);
        assertNoFault(user(nothing, "lw a0,2(sp)"));
    }

    @Test
    void entryThatIsOffMatchesNothing() {
        assertFault(user(entry(0, napot(DATA, 64), READ | WRITE), "lw a0,0(sp)"), 5, DATA, BODY);
        assertFault(user(entry(0, DATA >>> 2, READ | WRITE), "lw a0,0(sp)"), 5, DATA, BODY);
    }

    @Test
    void lowestEntryThatMatchesDecides() {
        String open = entry(1, napot(DATA, 64), NAPOT | READ | WRITE);
        assertNoFault(user(open, "sw a1,8(sp)"));
        String readable = entry(0, DATA + 8 >>> 2, NA4 | READ) + open;
        assertFault(user(readable, "sw a1,8(sp)"), 7, DATA + 8, BODY);
        assertNoFault(user(readable, "sw a1,4(sp)"));
        assertNoFault(user(entry(2, DATA + 8 >>> 2, NA4) + open, "sw a1,8(sp)"));
        String beforeEverything = entry(1, DATA >>> 2, NA4) + entry(2, -1, NAPOT | READ | WRITE | EXECUTE);
        assertFault(user(beforeEverything, "sw a1,8(sp)\nlw a1,0(sp)"), 5, DATA, BODY + 4);
    }

    @Test
    void accessThatAnEntryMatchesOnlyInPartFails() {
        String all = entry(0, DATA >>> 2, NA4 | READ | WRITE) + entry(1, napot(DATA, 64), NAPOT | READ | WRITE);
        assertFault(user(all, "lw a1,2(sp)"), 5, DATA + 2, BODY);
        assertFault(user(all, "sh a1,3(sp)"), 7, DATA + 3, BODY);
        assertNoFault(user(all, "lw a1,4(sp)\nlh a1,1(sp)\nlw a1,6(sp)"));
        assertFault(user(entry(0, DATA + 4 >>> 2, NA4 | READ) + entry(1, napot(DATA, 64), NAPOT | READ), "lw a1,2(sp)"), 5, DATA + 2, BODY);
    }

    @Test
    void machineModeIsRestrictedByLockedEntriesOnly() {
        assertNoFault(machine(entry(0, napot(DATA, 8), NAPOT), "lw a0,0(sp)\nsw a1,0(sp)\nlw a0,6(sp)"));
        String locked = entry(0, napot(DATA, 8), NAPOT | READ | LOCKED);
        assertNoFault(machine(locked, "lw a0,0(sp)\nsw a1,8(sp)"));
        assertFault(machine(locked, "sw a1,4(sp)"), 7, DATA + 4, BODY);
        assertFault(machine(locked, "lw a1,6(sp)"), 5, DATA + 6, BODY);
        assertFault(machine(locked, "jalr zero,0(sp)"), 1, DATA, DATA);
        // Unlocked entries decide before it, all the same.
        String before = entry(0, napot(DATA, 8), NAPOT) + entry(1, napot(DATA, 64), NAPOT | LOCKED);
        assertNoFault(machine(before, "lw a0,0(sp)"));
        assertFault(machine(before, "lw a1,8(sp)"), 5, DATA + 8, BODY);
        assertFault(machine(before, "lw a1,6(sp)"), 5, DATA + 6, BODY);
    }

    @Test
    void lockedEntryBehindOneThatGivesEverythingIsNeverAsked() {
        assertNoFault(run(entry(1, napot(DATA, 8), NAPOT | LOCKED), "0x1800", "sw a1,0(sp)"));
        assertNoFault(run(entry(1, napot(DATA, 8), NAPOT | LOCKED), "0", "sw a1,0(sp)"));
    }

    @Test
    void loadsAndStoresAreThoseOfThePreviousModeWhileMprvSaysSo() {
        String uses = "li t0,0x20000\ncsrrs zero,mstatus,t0\n";
        int at = BODY + 12;
        assertFault(machine("", uses + "lw a1,0(sp)"), 5, DATA, at);
        assertFault(machine("", uses + "sw a1,0(sp)"), 7, DATA, at);
        assertFault(machine("", uses + "amoadd.w a0,a1,(sp)"), 7, DATA, at);
        // Fetching goes on where user mode may not execute.
        assertNoFault(machine("csrrw zero,pmpcfg3,zero\n", uses + "addi a0,zero,1"));
        assertNoFault(machine("", "li t0,0x1800\ncsrrs zero,mstatus,t0\n" + uses + "lw a1,0(sp)"));
        assertNoFault(machine("", uses + "li t0,0x20000\ncsrrc zero,mstatus,t0\nlw a1,0(sp)"));
        assertNoFault(machine(entry(0, napot(DATA, 8), NAPOT | READ), uses + "lw a1,0(sp)"));
    }

    @Test
    void changesCountFromTheNextInstructionOn() {
        String lock = "li t0,%d\ncsrrw zero,pmpaddr0,t0\naddi t0,zero,0x98\ncsrrw zero,pmpcfg0,t0\n".formatted(napot(DATA, 8));
        assertFault(machine("", "lw a0,0(sp)\n" + lock + "lw a1,0(sp)"), 5, DATA, BODY + 24);
        String code = "li t0,%d\ncsrrw zero,pmpaddr0,t0\naddi t0,zero,0x98\ncsrrw zero,pmpcfg0,t0\n".formatted(napot(BODY, 64));
        assertFault(machine("", code + "nothing:\naddi a0,zero,1"), 1, BODY + 20, BODY + 20);
        String move = "li t0,0x20000\ncsrrs zero,mstatus,t0\nlw a0,0(sp)\nli t0,%d\ncsrrw zero,pmpaddr0,t0\n".formatted(DATA + 8 >>> 2);
        assertFault(machine(entry(0, DATA >>> 2, NA4 | READ), move + "lw a1,0(sp)"), 5, DATA, BODY + 28);
    }

    @Test
    void restrictedMachineIsTheSameAfterItWasSaved() {
        String protection = entry(0, napot(DATA, 8), NAPOT | READ | LOCKED) + entry(3, napot(DATA, 64), NAPOT | READ | WRITE);
        String source = source(CODE + protection, "0", "sw a1,8(sp)\nlw a2,0(sp)\nsw a1,0(sp)");
        for (int steps = 0; steps < STEPS; steps++) {
            Rv32Board board = new Rv32Board(source);
            board.run(steps);
            Rv32Board copy = new Rv32Board("stay:\nj stay\n");
            copy.board().restore(board.board().save());
            assertThat(copy.state()).isEqualTo(board.state());
            copy.run(STEPS);
            assertFault(copy, 7, DATA, BODY + 8);
            board.run(STEPS);
            assertThat(copy.state()).isEqualTo(board.state());
        }
    }

    @Test
    void digestDependsOnEveryRegister() {
        Rv32Board address = registers("li t0,1\ncsrrw zero,pmpaddr9,t0\naddi t0,zero,0\ndone:\nj done");
        Rv32Board configuration = registers("li t0,1\ncsrrw zero,pmpcfg3,t0\naddi t0,zero,0\ndone:\nj done");
        Rv32Board neither = registers("li t0,1\ncsrrw zero,mstatus,zero\naddi t0,zero,0\ndone:\nj done");
        assertThat(address.state()).isNotEqualTo(neither.state());
        assertThat(configuration.state()).isNotEqualTo(neither.state());
        assertThat(configuration.state()).isNotEqualTo(address.state());
    }
}
