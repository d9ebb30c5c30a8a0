start:
    la t0, trap
    csrw vector, t0
    li s0, 0xd4a51000
    csrw compare_low, s0
    li t0, 0xe8
    csrw compare_high, t0
    li t0, 1
    csrw mask, t0
    csrw status, t0
loop:
    idle
    addi s1, s1, 1
    b loop
trap:
    addi s0, s0, 1000
    csrw compare_low, s0
    iret
