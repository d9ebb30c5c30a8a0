; Work without input or output: sieves the primes below 262144, hashes them, and does so again. Prints the number of
; primes and the hash at the end. The number of passes is the word at address 4.

.equ CONSOLE, 0xf0000000
.equ SIEVE, 0x10000
.equ SIEVE_BYTES, 0x40000
.equ HASH_START, 0x811c9dc5
.equ HASH_PRIME, 0x01000193
.equ STACK_BYTES, 256

start:
    b main
passes:
    .word 20

main:
    la sp, stack_top
    la t0, trap
    csrw vector, t0
    csrr t0, ram_bytes
    li t1, SIEVE + SIEVE_BYTES
    bltu t0, t1, too_small
    lw s0, passes(zero)
    li s1, HASH_START
next_pass:
    call sieve
    addi s0, s0, -1
    bnez s0, next_pass
    la a0, primes
    call print
    mov a0, s2
    call print_number
    la a0, hash
    call print
    call print_hash
    halt zero

too_small:
    li a0, 2
    halt a0

trap:
    li a0, 1
    halt a0

; s2 = number of primes; s1 hashed on. A byte of the sieve is 1 for a number known to be composite.
sieve:
    li a0, SIEVE
    li a1, SIEVE + SIEVE_BYTES
    mov t0, a0
clear:
    sw zero, 0(t0)
    addi t0, t0, 4
    bltu t0, a1, clear
    li s2, 0
    li a2, 2
    li t3, 1
    li t4, HASH_PRIME
next_number:
    add t0, a0, a2
    lbu t1, 0(t0)
    bnez t1, composite
    addi s2, s2, 1
    xor s1, s1, a2
    mul s1, s1, t4
    add t0, t0, a2
    bgeu t0, a1, composite
strike:
    sb t3, 0(t0)
    add t0, t0, a2
    bltu t0, a1, strike
composite:
    addi a2, a2, 1
    li t2, SIEVE_BYTES
    bltu a2, t2, next_number
    ret

; Prints a0 in decimal.
print_number:
    push ra, s3
    li t0, 10
    remu s3, a0, t0
    divu a0, a0, t0
    beqz a0, last_digit
    call print_number
last_digit:
    li t1, CONSOLE
    addi s3, s3, '0'
    sw s3, 0(t1)
    pop ra, s3
    ret

; Prints s1 as eight hexadecimal digits and ends the line.
print_hash:
    li t3, CONSOLE
    li t1, 28
next_digit:
    srl t0, s1, t1
    andi t0, t0, 15
    addi t0, t0, '0'
    li t2, '9'
    bleu t0, t2, digit
    addi t0, t0, 'a' - '9' - 1
digit:
    sw t0, 0(t3)
    addi t1, t1, -4
    bgez t1, next_digit
    li t0, '\n'
    sw t0, 0(t3)
    ret

; Prints the text at a0.
print:
    li t1, CONSOLE
    b print_test
print_next:
    sw t0, 0(t1)
    addi a0, a0, 1
print_test:
    lbu t0, 0(a0)
    bnez t0, print_next
    ret

primes:
    .asciz "primes "
hash:
    .asciz " hash "

.align 4096
    .space STACK_BYTES
stack_top:
