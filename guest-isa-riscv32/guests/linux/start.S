# The kernel enters here, with arguments and environment on the stack, where start finds them; and the one way out of the
# program.
    .text
    .globl _start
    .hidden start
_start:
    .option push
    .option norelax
    lla gp, __global_pointer$
    .option pop
    mv a0, sp
    andi sp, sp, -16
    tail start

# long system_call(long number, long a, long b, long c, long d, long e, long f)
    .globl system_call
    .hidden system_call
system_call:
    mv a7, a0
    mv a0, a1
    mv a1, a2
    mv a2, a3
    mv a3, a4
    mv a4, a5
    mv a5, a6
    ecall
    ret
