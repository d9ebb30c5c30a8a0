package org.vmft.isa.riscv32;

/** Changes its own code in every way there is; each part ends with a0 = 1 if the change was seen, else with its number as exit code. */
final class SelfModifyingProgram {
    /** Executed, changed by the store given, executed again. */
    private static String twice(String name, String first, String store) {
        return """
                addi s1,zero,0
                %1$s_again:
                addi a0,zero,0
                %1$s:
                %2$s
                bne s1,zero,%1$s_done
                li t0,%1$s
                li t1,one
                lw t1,0(t1)
                %3$s
                addi s1,zero,1
                j %1$s_again
                %1$s_done:
                jal ra,check
                """.formatted(name, first, store);
    }

    static final String SOURCE = """
            addi s0,zero,1
            # ahead in the same page, not executed yet
            li t0,one
            lw t1,0(t0)
            li t0,ahead
            sw t1,0(t0)
            addi a0,zero,0
            ahead:
            addi zero,zero,0
            jal ra,check
            """
            + twice("word", "addi a0,zero,7", "sw t1,0(t0)")
            + twice("half", "addi a0,zero,0x101", "srli t1,t1,16\nsh t1,2(t0)")
            + twice("byte", "addi a0,zero,0x11", "sb zero,3(t0)")
            + twice("swapped", "addi a0,zero,7", "amoswap.w t2,t1,(t0)")
            + twice("conditional", "addi a0,zero,7", "lr.w t2,(t0)\nsc.w t2,t1,(t0)")
            + twice("fenced", "addi a0,zero,7", "sw t1,0(t0)\nfence.i")
            // Two compressed instructions, of which the second becomes c.li a0,1.
            + twice("compressed", ".word 0x451d0001", "li t1,0x4505\nsh t1,2(t0)")
            // A misaligned store changes the upper half of one instruction and the lower half of the next, c.addi a0,-4 to -5.
            + twice("across", "addi a0,zero,7\n.half 0x1571\n.half 1", "li t1,0x156d0060\nsw t1,2(t0)")
            + """
            # a function in another page, executed, changed, executed
            jal ra,other
            li t0,other
            li t1,one
            lw t1,0(t1)
            sw t1,0(t0)
            addi a0,zero,0
            jal ra,other
            jal ra,check
            # many times over
            addi s1,zero,200
            many:
            li t0,other
            li t1,one
            lw t1,0(t1)
            slli t2,s1,20
            add t1,t1,t2
            sw t1,0(t0)
            jal ra,other
            addi a0,a0,-1
            bne a0,s1,fail
            addi s1,s1,-1
            bne s1,zero,many
            addi a0,zero,1
            jal ra,check
            # a page never executed, filled by stores
            li t0,0x80004000
            li t1,one
            lw t2,0(t1)
            sw t2,0(t0)
            lw t2,4(t1)
            sw t2,4(t0)
            addi a0,zero,0
            jalr ra,0(t0)
            jal ra,check
            # an instruction across two pages, one half changed
            addi s1,zero,0
            li t0,0x80004ffe
            li t1,0x00700513
            sw t1,0(t0)
            li t1,0x00008067
            sw t1,4(t0)
            jalr ra,0(t0)
            li t1,0x0010
            sh t1,2(t0)
            jalr ra,0(t0)
            jal ra,check
            # an instruction that changes the next one
            li t0,next
            li t1,one
            lw t1,0(t1)
            addi a0,zero,0
            sw t1,0(t0)
            next:
            addi zero,zero,0
            jal ra,check
            li t0,0x00100000
            li t1,0x5555
            sw t1,0(t0)
            check:
            addi t0,zero,1
            bne a0,t0,fail
            addi s0,s0,1
            jalr zero,0(ra)
            fail:
            slli t1,s0,16
            li t0,0x3333
            or t1,t1,t0
            li t0,0x00100000
            sw t1,0(t0)
            one:
            addi a0,zero,1
            jalr zero,0(ra)
            .org 0x80003000
            other:
            addi a0,zero,7
            jalr zero,0(ra)
            """;

    private SelfModifyingProgram() {}
}
