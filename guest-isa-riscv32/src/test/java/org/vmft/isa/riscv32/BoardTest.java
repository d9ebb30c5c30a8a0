package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.vmft.api.machine.Stop;

class BoardTest {
    @ParameterizedTest
    @CsvSource({"0x5555,0", "0x73333,7", "0x3333,0", "0x7777,119"})
    void finisherEndsTheRunWithItsCode(String written, int code) {
        Rv32Board board = new Rv32Board("li a0,0x100000\nli a1," + written + "\nsw a1,0(a0)\naddi a2,zero,1\n");
        assertThat(board.run(100)).isEqualTo(Stop.HALTED);
        assertThat(board.step()).isEqualTo(5);
        assertThat(board.board().machine().exitCode()).isEqualTo(code);
        assertThat(board.run(100)).isEqualTo(Stop.HALTED);
        assertThat(board.step()).isEqualTo(5);
        assertThat(board.x(12)).isZero();
    }

    @Test
    void otherWritesToTheFinisherDoNothing() {
        Rv32Board board = new Rv32Board("li a0,0x100000\nli a1,0x5555\nsw a1,4(a0)\nsh zero,0(a0)\nlw a2,0(a0)\n");
        assertThat(board.run(7)).isEqualTo(Stop.REACHED);
        assertThat(board.x(12)).isZero();
    }

    @Test
    void emptyVirtioSlotsSayThatTheyAreEmpty() {
        for (int slot : new int[] {1, 3, 4, 5, 6, 7}) {
            Rv32Board board = new Rv32Board("li a0,%d\nlw a1,0(a0)\nlw a2,4(a0)\nlw a3,8(a0)\nsw a0,112(a0)\nlw a4,112(a0)\n"
                    .formatted(0x10001000 + slot * 0x1000));
            board.run(7);
            assertThat(board.x(11)).isEqualTo(0x74726976);
            assertThat(board.x(12)).isEqualTo(2);
            assertThat(board.x(13)).isZero();
            assertThat(board.x(14)).isZero();
        }
    }

    @Test
    void narrowDeviceLoadsExtendLikeThoseOfRam() {
        Rv32Board board = new Rv32Board("""
                li a0,0x10000000
                addi t0,zero,-128
                sb t0,7(a0)
                lb a1,7(a0)
                lbu a2,7(a0)
                li a0,0x10001000
                lh a3,0(a0)
                lhu a4,0(a0)
                """);
        board.run(10);
        assertThat(board.x(11)).isEqualTo(-128);
        assertThat(board.x(12)).isEqualTo(128);
        assertThat(board.x(13)).isEqualTo(0x6976);
        assertThat(board.x(14)).isEqualTo(0x6976);
    }

    @Test
    void timeIsTheClockPlusAnOffsetInAllSixtyFourBits() {
        Rv32Board board = new Rv32Board("""
                li s0,0x0200bff8
                lw a0,0(s0)
                lw a1,4(s0)
                addi t0,zero,3
                sw t0,4(s0)
                lw a2,4(s0)
                lw a3,0(s0)
                csrrs a4,timeh,zero
                csrrs a5,time,zero
                """);
        board.host().anchor(0, 0x1_ffff_ff00L, Rv32Board.RATE_ONE);
        board.run(10);
        assertThat(board.arguments(6)).containsExactly(0xffffff02, 1, 3, 0xffffff07, 3, 0xffffff09);
    }

    @Test
    void comparatorReadsBackAndBeginsAtNever() {
        Rv32Board board = new Rv32Board("""
                li s0,0x02004000
                lw a0,0(s0)
                lw a1,4(s0)
                li t0,0x12345678
                sw t0,0(s0)
                sw zero,4(s0)
                lw a2,0(s0)
                lw a3,4(s0)
                csrrs a4,mip,zero
                """);
        board.run(11);
        assertThat(board.arguments(5)).containsExactly(-1, -1, 0x12345678, 0, 0);
    }

    @Test
    void interruptControllerKeepsWhatItImplements() {
        Rv32Board board = new Rv32Board("""
                li s0,0x0c000000
                li s1,0x0c002000
                li s2,0x0c200000
                addi t0,zero,-1
                sw t0,0(s0)
                sw t0,124(s0)
                sw t0,0(s1)
                sw t0,4(s1)
                sw t0,0(s2)
                sw t0,4(s2)
                lw a0,0(s0)
                lw a1,124(s0)
                lw a2,0(s1)
                lw a3,4(s1)
                lw a4,0(s2)
                lw a5,4(s2)
                lw a6,128(s0)
                """);
        board.run(20);
        assertThat(board.arguments(7)).containsExactly(0, 7, -2, 0, 7, 0, 0);
    }

    @Test
    void serialPortPrints() {
        Rv32Board board = new Rv32Board("li s0,0x10000000\naddi a0,zero,79\nsb a0,0(s0)\naddi a0,zero,75\nsb a0,0(s0)\nlbu a1,5(s0)\n");
        board.run(7);
        assertThat(board.printed()).isEqualTo("OK");
        assertThat(board.x(11)).isEqualTo(0x60);
    }
}
