start:
    li a1, 100
loop:
    addi a1, a1, -1
    bnez a1, loop
    li a0, 42
    halt a0
