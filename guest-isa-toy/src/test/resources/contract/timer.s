start:
    la t0, trap
    csrw vector, t0
    li t0, 0xd4a51000
    csrw compare_low, t0
    li t0, 0xe8
    csrw compare_high, t0
    li t0, 1
    csrw mask, t0
    csrw status, t0
loop:
    addi s0, s0, 1
    xor s1, s1, s0
    b loop
trap:
    li t0, -1
    csrw compare_high, t0
    iret
