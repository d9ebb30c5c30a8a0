package org.vmft.isa.riscv32;

import org.vmft.isa.riscv32.internal.code.Assembler;
import org.vmft.testkit.ProgramKind;

/** The programs that the machine contract asks for, on this board. */
final class ContractPrograms {
    /** A driver's side of a queue of eight: descriptors at its address, rings 256 and 512 bytes behind. */
    private static final String QUEUE = """
            addi t0,zero,%d
            sw t0,0x30(s0)
            addi t0,zero,8
            sw t0,0x38(s0)
            li t0,%s
            sw t0,0x80(s0)
            addi t0,t0,256
            sw t0,0x90(s0)
            addi t0,t0,256
            sw t0,0xa0(s0)
            addi t0,zero,1
            sw t0,0x44(s0)
            """;
    private static final String BEGIN_VIRTIO = """
            li s0,%s
            addi t0,zero,3
            sw t0,0x70(s0)
            addi t0,zero,1
            sw t0,0x24(s0)
            sw t0,0x20(s0)
            addi t0,zero,11
            sw t0,0x70(s0)
            """;
    private static final String END_VIRTIO = """
            addi t0,zero,15
            sw t0,0x70(s0)
            """;
    private static final String RECEIVE_QUEUE = "0x80008000";
    private static final String TRANSMIT_QUEUE = "0x80008400";
    private static final String ENTROPY_QUEUE = "0x80008c00";

    /** The network card with eight receive buffers, and a frame at 0x80008800 to send. */
    private static final String NETWORK = BEGIN_VIRTIO.formatted("0x10001000") + QUEUE.formatted(0, RECEIVE_QUEUE)
            + QUEUE.formatted(1, TRANSMIT_QUEUE) + END_VIRTIO + """
            li t0,0x80008000
            li t1,0x8000a000
            li t2,0x80008104
            addi t3,zero,0
            addi t4,zero,8
            fill:
            sw t1,0(t0)
            li t5,2048
            sw t5,8(t0)
            addi t6,zero,2
            sw t6,12(t0)
            sh t3,0(t2)
            addi t0,t0,16
            addi t2,t2,2
            add t1,t1,t5
            addi t3,t3,1
            bne t3,t4,fill
            li t2,0x80008100
            sh t4,2(t2)
            li t0,0x80008400
            li t1,0x80008800
            sw t1,0(t0)
            addi t1,zero,80
            sw t1,8(t0)
            """;
    /** The entropy device with one buffer of 32 bytes at 0x80008f40. */
    private static final String ENTROPY = BEGIN_VIRTIO.formatted("0x10003000") + QUEUE.formatted(0, ENTROPY_QUEUE) + END_VIRTIO + """
            li t0,0x80008c00
            li t1,0x80008f40
            sw t1,0(t0)
            addi t1,zero,32
            sw t1,8(t0)
            addi t1,zero,2
            sw t1,12(t0)
            """;
    /** Serial port and all sources of the PLIC; then external interrupts, timer interrupts as the bits of mie given. */
    private static final String INTERRUPTS = """
            li t0,0x10000000
            addi t1,zero,1
            sb t1,1(t0)
            li t0,0x0c000000
            sw t1,4(t0)
            sw t1,12(t0)
            addi t1,zero,2
            sw t1,40(t0)
            li t0,0x0c002000
            addi t1,zero,-1
            sw t1,0(t0)
            li t1,%s
            csrrw zero,mie,t1
            csrrsi zero,mstatus,8
            """;
    /** Keeps what it changes; mscratch holds the address of where. */
    private static final String HANDLER = """
            handler:
            csrrw gp,mscratch,gp
            sw t0,0(gp)
            sw t1,4(gp)
            sw t2,8(gp)
            sw t3,12(gp)
            sw t4,16(gp)
            sw t5,20(gp)
            csrrs t0,mcause,zero
            blt t0,zero,interrupt
            csrrs t1,mepc,zero
            addi t1,t1,4
            csrrw zero,mepc,t1
            lw t1,24(gp)
            add t1,t1,t0
            csrrs t0,mtval,zero
            xor t1,t1,t0
            sw t1,24(gp)
            j leave
            interrupt:
            li t1,0x80000007
            bne t0,t1,external
            li t1,0x0200bff8
            lw t2,0(t1)
            lw t3,4(t1)
            addi t4,t2,700
            sltu t5,t4,t2
            add t3,t3,t5
            li t1,0x02004000
            sw t4,0(t1)
            sw t3,4(t1)
            j leave
            external:
            li t1,0x0c200004
            lw t2,0(t1)
            addi t3,zero,1
            beq t2,t3,network
            addi t3,zero,3
            beq t2,t3,entropy
            li t3,0x10000000
            typed:
            lbu t4,5(t3)
            andi t4,t4,1
            beq t4,zero,complete
            lbu t4,0(t3)
            lw t5,24(gp)
            slli t5,t5,1
            add t5,t5,t4
            sw t5,24(gp)
            j typed
            entropy:
            li t3,0x10003000
            lw t4,0x60(t3)
            sw t4,0x64(t3)
            j complete
            network:
            li t3,0x10001000
            lw t4,0x60(t3)
            sw t4,0x64(t3)
            received:
            li t3,0x80008200
            lhu t4,2(t3)
            lhu t5,28(gp)
            beq t4,t5,complete
            addi t4,t5,1
            sh t4,28(gp)
            andi t5,t5,7
            slli t5,t5,3
            add t3,t3,t5
            lw t4,4(t3)
            lw t3,8(t3)
            lw t5,24(gp)
            slli t5,t5,1
            add t5,t5,t3
            sw t5,24(gp)
            li t3,0x80008100
            lhu t5,2(t3)
            addi t0,t5,1
            sh t0,2(t3)
            andi t5,t5,7
            slli t5,t5,1
            add t3,t3,t5
            sh t4,4(t3)
            j received
            complete:
            li t1,0x0c200004
            sw t2,0(t1)
            leave:
            lw t0,0(gp)
            lw t1,4(gp)
            lw t2,8(gp)
            lw t3,12(gp)
            lw t4,16(gp)
            lw t5,20(gp)
            csrrw gp,mscratch,gp
            mret
            """;
    private static final String BEGIN = """
            li t0,handler
            csrrw zero,mtvec,t0
            li t0,0x80005000
            csrrw zero,mscratch,t0
            """;
    private static final String TIMER_AT = """
            li t0,0x02004000
            li s1,0xd4a51000
            sw s1,0(t0)
            addi t1,zero,0xe8
            sw t1,4(t0)
            addi t1,zero,0x80
            csrrw zero,mie,t1
            csrrsi zero,mstatus,8
            """;

    private static final String BUSY = BEGIN + NETWORK + ENTROPY + """
            li t0,0x02004000
            addi t1,zero,900
            sw t1,0(t0)
            sw zero,4(t0)
            """ + INTERRUPTS.formatted("0x880") + """
            addi s0,zero,1
            li s1,0x12345678
            li s4,0x80004000
            li sp,0x80006000
            loop:
            addi s0,s0,1
            mul s1,s1,s0
            mulhu s2,s1,s0
            mulhsu a4,s2,s1
            mulh a5,a4,s1
            xor s3,s1,s2
            div a0,s1,s0
            rem a1,s1,s0
            divu a2,s3,s0
            remu a3,s3,s0
            div t0,s1,zero
            rem t1,s1,zero
            sub t2,a0,a1
            and t3,a2,a3
            or t4,t2,t3
            sll a0,t4,s0
            srl a1,t4,s0
            sra a2,t4,s0
            slt a3,a0,a1
            sltu t0,a1,a2
            slti t1,a0,-5
            sltiu t2,a1,77
            xori t3,a0,0x55a
            srai a3,s1,3
            slli t0,t0,7
            andi t4,s1,0x7c
            add t4,t4,s4
            sw s1,0(t4)
            sh s3,130(t4)
            sb s2,257(t4)
            sw t3,-3(t4)
            lw a0,0(t4)
            lh a1,130(t4)
            lhu a2,129(t4)
            lb a3,257(t4)
            lbu t0,256(t4)
            add s1,s1,a0
            add s1,s1,a1
            xor s1,s1,a2
            add s1,s1,a3
            add s1,s1,t0
            amoadd.w t5,s1,(t4)
            amoxor.w t6,s0,(t4)
            amomaxu.w s5,s3,(t4)
            lr.w s6,(t4)
            add s6,s6,t5
            sc.w s7,s6,(t4)
            add s8,s7,t6
            csrrs t0,time,zero
            add s3,s3,t0
            csrrs t0,minstret,zero
            xor s3,s3,t0
            csrrs t0,mip,zero
            xor s3,s3,t0
            li t0,0x80005018
            lw t0,0(t0)
            add s1,s1,t0
            jal ra,leaf
            ecall
            ebreak
            .word 0xffffffff
            li t1,0x70000000
            lw t0,0(t1)
            andi t0,s0,7
            bne t0,zero,later
            li t0,0x10000000
            sb s1,0(t0)
            li t0,0x80008d00
            lhu t1,2(t0)
            addi t1,t1,1
            sh t1,2(t0)
            li t0,0x10003000
            sw zero,0x50(t0)
            li t0,0x80008f40
            lw t1,0(t0)
            xor s1,s1,t1
            later:
            andi t0,s0,31
            bne t0,zero,silent
            li t0,0x80008800
            sw s1,12(t0)
            sw s0,16(t0)
            li t0,0x80008500
            lhu t1,2(t0)
            addi t1,t1,1
            sh t1,2(t0)
            li t0,0x10001000
            addi t1,zero,1
            sw t1,0x50(t0)
            silent:
            andi t0,s0,15
            bne t0,zero,loop
            andi t0,s0,16
            bne t0,zero,closed
            wfi
            j loop
            closed:
            csrrci zero,mstatus,8
            wfi
            csrrsi zero,mstatus,8
            j loop
            leaf:
            add s9,s8,ra
            xor s10,s9,sp
            sub s11,s10,s5
            add tp,s11,a5
            add a6,tp,a4
            or a7,a6,s6
            add s1,s1,a7
            jalr zero,0(ra)
            """ + HANDLER;

    private static final String LINE = BEGIN + NETWORK + INTERRUPTS.formatted("0x800") + "stay:\naddi s2,s2,1\nj stay\n" + HANDLER;

    private static final String TIMER = BEGIN + TIMER_AT + """
            stay:
            addi s2,s2,1
            xor s3,s3,s2
            j stay
            handler:
            li t0,0x02004000
            addi t1,zero,-1
            sw t1,4(t0)
            mret
            """;

    private static final String WAIT = BEGIN + TIMER_AT + """
            stay:
            wfi
            addi s2,s2,1
            j stay
            handler:
            li t0,0x02004000
            addi s1,s1,1000
            sw s1,0(t0)
            mret
            """;

    private static final String HALT = """
            addi a1,zero,100
            again:
            addi a1,a1,-1
            bne a1,zero,again
            li a0,0x002a3333
            li a1,0x00100000
            sw a0,0(a1)
            """;

    private ContractPrograms() {}

    static byte[] program(ProgramKind kind) {
        return Assembler.assemble(Rv32Board.RAM, switch (kind) {
            case BUSY -> BUSY;
            case LINE -> LINE;
            case TIMER -> TIMER;
            case WAIT -> WAIT;
            case HALT -> HALT;
            case SELF_MODIFYING -> SelfModifyingProgram.SOURCE;
        });
    }
}
