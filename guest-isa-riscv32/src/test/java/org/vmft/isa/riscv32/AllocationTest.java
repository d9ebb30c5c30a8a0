package org.vmft.isa.riscv32;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllocationTest {
    private static final int STEPS = 5_000_000;
    private static final int QUANTUM = 10_000;
    /** One object for every tenth instruction would be eight times as much. */
    private static final long BYTES_MAX = 1_000_000;
    /** Makes protection check every step. */
    private static final String LOCK = "addi t0,zero,0x91\ncsrrw zero,pmpcfg1,t0\ncsrrwi zero,pmpcfg0,0\n";
    private static final String EVERYTHING = """
            li s0,0x80001000
            li t0,handler
            csrrw zero,mtvec,t0
            again:
            addi a0,a0,1
            mulh a1,a0,a0
            remu a2,a1,a0
            sw a2,0(s0)
            lhu a3,2(s0)
            lr.w a4,(s0)
            sc.w a5,a0,(s0)
            amomaxu.w a6,a0,(s0)
            csrrw a7,mscratch,a0
            ecall
            jal ra,sub
            bne a0,zero,again
            sub:
            jalr zero,0(ra)
            handler:
            csrrs t1,mepc,zero
            addi t1,t1,4
            csrrw zero,mepc,t1
            mret
            """;

    @ParameterizedTest
    @ValueSource(strings = {"", LOCK})
    void executingAllocatesNothingForAnInstruction(String prefix) {
        Rv32Board board = new Rv32Board(prefix + EVERYTHING);
        run(board);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().getId();
        long before = threads.getThreadAllocatedBytes(thread);
        run(board);
        assertThat(threads.getThreadAllocatedBytes(thread) - before).isLessThan(BYTES_MAX);
        assertThat(board.step()).isEqualTo(2L * STEPS);
    }

    private static void run(Rv32Board board) {
        for (int steps = 0; steps < STEPS; steps += QUANTUM) {
            board.run(QUANTUM);
        }
    }
}
