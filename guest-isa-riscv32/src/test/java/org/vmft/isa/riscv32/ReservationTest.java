package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReservationTest {
    private static final int CELL = 0x80008000;
    private static final String SETUP = """
            li s0,0x80008000
            addi a1,zero,5
            li t0,handler
            csrrw zero,mtvec,t0
            lr.w a0,(s0)
            """;
    private static final int SETUP_STEPS = 7;

    private static Rv32Board board(String between) {
        return new Rv32Board(SETUP + between + """

                back:
                sc.w a2,a1,(s0)
                sc.w a3,a1,(s0)
                stay:
                j stay
                handler:
                li t0,back
                csrrw zero,mepc,t0
                mret
                """);
    }

    @Test
    void conditionalStoreSucceedsOnce() {
        Rv32Board board = board("");
        board.word(CELL, 17);
        board.run(SETUP_STEPS + 2);
        assertThat(board.x(10)).isEqualTo(17);
        assertThat(board.x(12)).isZero();
        assertThat(board.x(13)).isEqualTo(1);
        assertThat(board.word(CELL)).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecall", "sc.w zero,a1,(sp)", "addi t1,s0,64\nsc.w a4,a1,(t1)", "addi t1,s0,4\nlr.w t2,(t1)",
        "addi t1,zero,77\nsw t1,0(s0)"})
    void conditionalStoreFailsAfter(String between) {
        Rv32Board board = board("li sp,0x80008100\n" + between);
        board.word(CELL, 17);
        board.run(SETUP_STEPS + 20);
        assertThat(board.x(12)).isEqualTo(1);
        assertThat(board.word(CELL)).isNotEqualTo(5);
    }

    @Test
    void deviceThatWritesTheWordBreaksTheReservation() {
        Rv32Board board = board("");
        board.run(SETUP_STEPS);
        board.board().memory().write(CELL - Rv32Board.RAM, new byte[] {9}, 0, 1);
        board.run(1);
        assertThat(board.x(12)).isEqualTo(1);
        assertThat(board.word(CELL)).isEqualTo(9);
    }

    @Test
    void reservationSurvivesSaveAndRestoreBetweenTheTwo() {
        Rv32Board board = board("");
        board.run(SETUP_STEPS);
        Rv32Board copy = board("");
        copy.board().restore(board.board().save());
        copy.run(1);
        assertThat(copy.x(12)).isZero();
        assertThat(copy.word(CELL)).isEqualTo(5);
    }
}
