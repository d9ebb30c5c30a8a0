package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.vmft.api.machine.Stop;

class InterruptsTest {
    private static final int A0 = 10;
    private static final int MCAUSE = 28;
    private static final int MEPC = 30;
    private static final String SETUP = """
            li t0,handler
            csrrw zero,mtvec,t0
            li s0,0x02000000
            li s1,0x0c000000
            li s2,0x10000000
            li s3,0x02004000
            li s4,0x0200bff8
            li s5,0x0c200000
            li s6,0x0c002000
            """;
    private static final int SETUP_STEPS = 17;
    private static final String HANDLER = """
            .zero 32
            handler:
            csrrs t3,mcause,zero
            csrrs t5,mepc,zero
            done:
            j done
            """;

    private static Rv32Board board(String body) {
        return new Rv32Board(SETUP + body + HANDLER);
    }

    @Test
    void softwareInterruptIsTakenAtTheStepAfterTheStore() {
        Rv32Board board = board("""
                csrrwi zero,mie,8
                csrrwi zero,mstatus,8
                addi t1,zero,1
                sw t1,0(s0)
                body:
                addi a0,zero,1
                """);
        board.run(SETUP_STEPS + 7);
        assertThat(board.x(MCAUSE)).isEqualTo(0x80000003);
        assertThat(board.x(MEPC)).isEqualTo(board.address("body"));
        assertThat(board.x(A0)).isZero();
        assertThat(board.host().takeEvents()).singleElement().satisfies(event -> {
            assertThat(event.step()).isEqualTo(SETUP_STEPS + 4);
            assertThat(event.what()).isEqualTo("interrupt " + 0x80000003);
        });
    }

    @Test
    void pendingInterruptIsTakenAtTheStepAfterItsEnable() {
        Rv32Board board = board("""
                addi t1,zero,1
                sw t1,0(s0)
                csrrwi zero,mstatus,8
                csrrwi a1,mie,8
                body:
                addi a0,zero,1
                """);
        board.run(SETUP_STEPS + 7);
        assertThat(board.x(MEPC)).isEqualTo(board.address("body"));
        assertThat(board.x(A0)).isZero();
    }

    @Test
    void userModeTakesInterruptsWhateverMieSays() {
        Rv32Board board = board("""
                csrrwi zero,mie,8
                addi t1,zero,1
                sw t1,0(s0)
                li t0,body
                csrrw zero,mepc,t0
                mret
                body:
                addi a0,zero,1
                """);
        board.run(SETUP_STEPS + 10);
        assertThat(board.x(MCAUSE)).isEqualTo(0x80000003);
        assertThat(board.x(MEPC)).isEqualTo(board.address("body"));
        assertThat(board.x(A0)).isZero();
    }

    @Test
    void timerIsTakenAtTheStepWhenItsTimeIsReached() {
        Rv32Board board = board("""
                sw zero,4(s3)
                addi t1,zero,100
                sw t1,0(s3)
                li t1,128
                csrrw zero,mie,t1
                csrrwi zero,mstatus,8
                loop:
                addi a0,a0,1
                j loop
                """);
        board.host().anchor(0, 0, Rv32Board.RATE_ONE);
        board.run(200);
        assertThat(board.host().takeEvents()).singleElement().satisfies(event -> {
            assertThat(event.step()).isEqualTo(100);
            assertThat(event.what()).isEqualTo("interrupt " + 0x80000007);
        });
    }

    @Test
    void timerFollowsANewAnchorAndAWrittenTime() {
        Rv32Board board = board("""
                sw zero,4(s3)
                li t1,5000
                sw t1,0(s3)
                li t1,128
                csrrw zero,mie,t1
                csrrwi zero,mstatus,8
                addi t1,zero,1000
                sw t1,0(s4)
                lw a1,0(s4)
                lw a2,4(s4)
                loop:
                addi a0,a0,1
                j loop
                """);
        board.host().anchor(0, 10, Rv32Board.RATE_ONE);
        board.run(100);
        assertThat(board.x(11)).isEqualTo(1001);
        assertThat(board.x(12)).isZero();
        // mtime is now 1000 - (10 + 25) ahead of the host's time.
        board.host().anchor(100, 110, Rv32Board.RATE_ONE << 1);
        board.run(5000);
        long offset = 1000 - (10 + SETUP_STEPS + 8);
        long due = 100 + (5000 - offset - 110 + 1) / 2;
        assertThat(board.host().takeEvents()).singleElement()
                .satisfies(event -> assertThat(event.step()).isEqualTo(due));
    }

    @Test
    void timeThatWrapsIsNoLongerDue() {
        Rv32Board board = board("""
                addi t1,zero,-20
                sw t1,0(s3)
                addi t1,zero,-1
                sw t1,4(s3)
                sw t1,4(s4)
                addi t2,zero,-12
                sw t2,0(s4)
                csrrs a1,mip,zero
                nine:
                csrrs a2,mip,zero
                addi a0,zero,9
                wait:
                addi a0,a0,-1
                bne a0,zero,wait
                csrrs a3,mip,zero
                """);
        board.run(SETUP_STEPS + 30);
        assertThat(board.x(11)).isEqualTo(0x80);
        assertThat(board.x(12)).isEqualTo(0x80);
        assertThat(board.x(13)).isZero();
    }

    @Test
    void vectoredInterruptsGoToTheirSlotAndExceptionsToTheBase() {
        Rv32Board board = new Rv32Board("""
                li t0,table
                addi t0,t0,1
                csrrw zero,mtvec,t0
                csrrwi zero,mie,8
                li s0,0x02000000
                addi t1,zero,1
                sw t1,0(s0)
                csrrwi zero,mstatus,8
                .zero 64
                table:
                addi a0,zero,1
                j stay
                addi a0,zero,2
                addi a0,a0,16
                sw zero,0(s0)
                ecall
                stay:
                addi a1,a1,1
                j stay
                """);
        board.run(17);
        assertThat(board.x(A0)).isEqualTo(1);
        assertThat(board.host().takeEvents()).hasSize(1);
    }

    @Test
    void externalInterruptGoesThroughClaimAndComplete() {
        Rv32Board board = board("""
                addi t1,zero,3
                sw t1,40(s1)
                li t1,1024
                sw t1,0(s6)
                addi t1,zero,1
                sb t1,1(s2)
                li t1,0x800
                csrrw zero,mie,t1
                wfi
                csrrs a1,mip,zero
                lw a2,4(s5)
                csrrs a3,mip,zero
                lw a4,4(s5)
                lbu a5,0(s2)
                sw a2,4(s5)
                csrrs a6,mip,zero
                lbu a7,0(s2)
                """);
        assertThat(board.run(100)).isEqualTo(Stop.IDLE);
        assertThat(board.board().machine().wakeTime()).isEqualTo(Long.MAX_VALUE);
        board.type("xy");
        board.run(9);
        assertThat(board.x(11)).isEqualTo(0x800);
        assertThat(board.x(12)).isEqualTo(10);
        assertThat(board.x(13)).isZero();
        assertThat(board.x(14)).isZero();
        assertThat(board.x(15)).isEqualTo('x');
        // The line is still high after one byte, so completion makes it pending again.
        assertThat(board.x(16)).isEqualTo(0x800);
        assertThat(board.x(17)).isEqualTo('y');
    }

    @Test
    void sourceAtOrBelowTheThresholdOrOfPriorityZeroDoesNotInterrupt() {
        Rv32Board board = board("""
                li t1,1024
                sw t1,0(s6)
                addi t1,zero,2
                sb t1,1(s2)
                csrrs a0,mip,zero
                addi t1,zero,3
                sw t1,40(s1)
                csrrs a1,mip,zero
                sw t1,0(s5)
                csrrs a2,mip,zero
                lw a3,4(s5)
                """);
        board.run(SETUP_STEPS + 12);
        assertThat(board.x(10)).isZero();
        assertThat(board.x(11)).isEqualTo(0x800);
        assertThat(board.x(12)).isZero();
        assertThat(board.x(13)).isEqualTo(10);
    }

    @Test
    void externalComesBeforeSoftwareBeforeTimer() {
        String body = """
                sw zero,0(s3)
                sw zero,4(s3)
                addi t1,zero,1
                sw t1,0(s0)
                addi t1,zero,1
                sw t1,40(s1)
                li t1,1024
                sw t1,0(s6)
                addi t1,zero,2
                sb t1,1(s2)
                li t1,%d
                csrrw zero,mie,t1
                csrrwi zero,mstatus,8
                """;
        int[][] expected = {{0x888, 11}, {0x088, 3}, {0x080, 7}};
        for (int[] pair : expected) {
            Rv32Board board = board(body.formatted(pair[0]));
            board.run(SETUP_STEPS + 20);
            assertThat(board.x(MCAUSE)).isEqualTo(0x80000000 | pair[1]);
        }
    }

    @Test
    void waitRetiresThenStandsUntilTheEnabledInterruptAndTakesNoneWhenTheyAreClosed() {
        Rv32Board board = board("""
                li t1,1000
                sw t1,0(s3)
                sw zero,4(s3)
                li t1,128
                csrrw zero,mie,t1
                wfi
                csrrs a0,minstret,zero
                """);
        board.host().anchor(0, 0, Rv32Board.RATE_ONE);
        assertThat(board.run(100)).isEqualTo(Stop.IDLE);
        long idle = board.step();
        assertThat(idle).isEqualTo(SETUP_STEPS + 8);
        assertThat(board.board().machine().wakeTime()).isEqualTo(1000);
        assertThat(board.run(100)).isEqualTo(Stop.IDLE);
        assertThat(board.step()).isEqualTo(idle);
        board.host().anchor(idle, 1000, Rv32Board.RATE_ONE);
        board.run(1);
        assertThat(board.x(A0)).isEqualTo((int) idle);
        assertThat(board.host().takeEvents()).isEmpty();
    }

    @Test
    void waitWithAnInterruptPendingGoesOnAtOnce() {
        Rv32Board board = board("""
                csrrwi zero,mie,8
                addi t1,zero,1
                sw t1,0(s0)
                wfi
                addi a0,zero,4
                """);
        assertThat(board.run(SETUP_STEPS + 5)).isEqualTo(Stop.REACHED);
        assertThat(board.x(A0)).isEqualTo(4);
    }

    @Test
    void idleComesBeforeReached() {
        Rv32Board board = board("wfi\n");
        assertThat(board.run(SETUP_STEPS + 1)).isEqualTo(Stop.IDLE);
    }

    @Test
    void userModeMayWaitUnlessMachineModeForbidsIt() {
        String body = """
                li t1,0x%x
                csrrw zero,mstatus,t1
                li t0,body
                csrrw zero,mepc,t0
                mret
                body:
                wfi
                """;
        assertThat(board(body.formatted(0)).run(SETUP_STEPS + 20)).isEqualTo(Stop.IDLE);
        Rv32Board forbidden = board(body.formatted(1 << 21));
        assertThat(forbidden.run(SETUP_STEPS + 20)).isEqualTo(Stop.REACHED);
        assertThat(forbidden.x(MCAUSE)).isEqualTo(2);
    }
}
