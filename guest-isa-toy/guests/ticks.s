; Prints "tick N" every 100 ms, idle in between. Ends after the number of ticks given as boot argument or, without one,
; in the word at address 4; 0 is for ever.

.equ CONSOLE, 0xf0000000
.equ PERIOD, 1000000
.equ TIMER_SOURCE, 0b001
.equ TIMER_CAUSE, 0x80000000
.equ STACK_BYTES, 256

start:
    b main
limit:
    .word 0

main:
    la sp, stack_top
    la t0, trap
    csrw vector, t0
    beqz a1, count_known
    call parse
    sw a0, limit(zero)
count_known:
    csrr a1, time_high
    csrr a0, time_low
    csrr t0, time_high
    bne t0, a1, count_known
    csrw compare_low, a0
    csrw compare_high, a1
    call next_period
    li t0, TIMER_SOURCE
    csrw mask, t0
    li t0, 1
    csrw status, t0
wait:
    idle
    b wait

; The loop at `wait` keeps nothing in registers.
trap:
    csrr t0, cause
    li t1, TIMER_CAUSE
    bne t0, t1, unexpected
    call next_period
    lw s0, count(zero)
    addi s0, s0, 1
    sw s0, count(zero)
    la a0, tick
    call print
    mov a0, s0
    call print_number
    la a0, newline
    call print
    lw t0, limit(zero)
    beqz t0, on
    bltu s0, t0, on
    halt zero
on:
    iret

unexpected:
    li a0, 1
    halt a0

next_period:
    csrr t0, compare_low
    csrr t1, compare_high
    li t2, PERIOD
    add t2, t0, t2
    sltu t0, t2, t0
    add t1, t1, t0
    csrw compare_low, t2
    csrw compare_high, t1
    ret

; a0 = the decimal number at a0, of a1 characters.
parse:
    add a1, a0, a1
    li t0, 0
    li t2, 10
parse_next:
    lbu t1, 0(a0)
    addi t1, t1, -'0'
    bgeu t1, t2, parsed
    mul t0, t0, t2
    add t0, t0, t1
    addi a0, a0, 1
    bltu a0, a1, parse_next
parsed:
    mov a0, t0
    ret

; Prints a0 in decimal.
print_number:
    push ra, s0
    li t0, 10
    remu s0, a0, t0
    divu a0, a0, t0
    beqz a0, last_digit
    call print_number
last_digit:
    li t1, CONSOLE
    addi s0, s0, '0'
    sw s0, 0(t1)
    pop ra, s0
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

tick:
    .asciz "tick "
newline:
    .asciz "\n"

.align 4096
count:
    .word 0
    .space STACK_BYTES
stack_top:
