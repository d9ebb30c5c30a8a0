; Each part ends with a0 = 1 if the change was seen.

start:
    li s0, 1                    ; number of the part, the exit code when it fails
    la t0, one
    lw t1, 0(t0)

; ahead in the same page, not executed yet
    la t0, ahead
    sw t1, 0(t0)
    li a0, 0
ahead:
    nop
    call check

; executed before, in the same page
    li s1, 0
again:
    li a0, 0
executed:
    addi a0, zero, 7
    bnez s1, executed_twice
    la t0, executed
    la t1, one
    lw t1, 0(t1)
    sw t1, 0(t0)
    li s1, 1
    b again
executed_twice:
    call check

; one byte of an instruction executed before: the low byte of its immediate
    li s1, 0
byte_again:
    li a0, 0
byte_changed:
    addi a0, zero, 7
    bnez s1, byte_twice
    la t0, byte_changed
    li t1, 1
    sb t1, 0(t0)
    li s1, 1
    b byte_again
byte_twice:
    call check

; a half
    li s1, 0
half_again:
    li a0, 0
half_changed:
    addi a0, zero, 0x101
    bnez s1, half_twice
    la t0, half_changed
    li t1, 1
    sh t1, 0(t0)
    li s1, 1
    b half_again
half_twice:
    call check

; a function in another page, executed, changed, executed
    call other
    la t0, other
    la t1, one
    lw t1, 0(t1)
    sw t1, 0(t0)
    li a0, 0
    call other
    call check

; many times over
    li s1, 200
many:
    la t0, other
    la t1, one
    lw t1, 0(t1)
    add t1, t1, s1              ; the immediate grows with s1
    sw t1, 0(t0)
    call other
    addi a0, a0, -1
    bne a0, s1, fail
    addi s1, s1, -1
    bnez s1, many
    li a0, 1
    call check

; a page never executed, filled by stores
    li t0, 0x4000
    la t1, one
    lw t2, 0(t1)
    sw t2, 0(t0)
    la t1, return
    lw t2, 0(t1)
    sw t2, 4(t0)
    li a0, 0
    jalr ra, t0, 0
    call check

; an instruction that changes the next one
    la t0, next
    la t1, one
    lw t1, 0(t1)
    li a0, 0
    sw t1, 0(t0)
next:
    nop
    call check
    halt zero

check:
    li t0, 1
    bne a0, t0, fail
    addi s0, s0, 1
    ret
fail:
    halt s0

one:
    addi a0, zero, 1
return:
    ret

.align 4096
other:
    addi a0, zero, 7
    ret
