.equ NIC, 0xf0001000
start:
    la t0, trap
    csrw vector, t0
    li s0, NIC
    li s1, 0x2000
    sw s1, 0x10(s0)
    li t0, 2048
    sw t0, 0x14(s0)
    li t0, 1
    sw t0, 0x0c(s0)
    csrw status, t0
    li t0, 4
    csrw mask, t0
loop:
    addi s2, s2, 1
    b loop
trap:
    sw zero, 0x24(s0)
    sw s1, 0x10(s0)
    li t0, 2048
    sw t0, 0x14(s0)
    iret
