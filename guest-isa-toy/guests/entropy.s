; Draws random bits by instruction and by device, mixes them, and prints 64 lines of eight hexadecimal digits.

.equ CONSOLE, 0xf0000000
.equ ENTROPY, 0xf0002000
.equ LINES, 64
.equ SPREAD, 0x9e3779b1

start:
    li s0, CONSOLE
    li s1, ENTROPY
    li s2, LINES
    li s3, 0
    la t0, trap
    csrw vector, t0
next_line:
    slli t0, s3, 13             ; rotate by 13 bits
    srli t1, s3, 19
    or s3, t0, t1
    entropy t0
    xor s3, s3, t0
    lw t0, 0(s1)
    li t1, SPREAD
    mul t0, t0, t1
    xor s3, s3, t0

    li t1, 28
next_digit:
    srl t0, s3, t1
    andi t0, t0, 15
    addi t0, t0, '0'
    li t2, '9'
    bleu t0, t2, digit
    addi t0, t0, 'a' - '9' - 1
digit:
    sw t0, 0(s0)
    addi t1, t1, -4
    bgez t1, next_digit
    li t0, '\n'
    sw t0, 0(s0)
    addi s2, s2, -1
    bnez s2, next_line
    halt zero

trap:
    li a0, 1
    halt a0
