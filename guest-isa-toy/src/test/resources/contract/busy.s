; Everything the hart can do, for ever. Frames and typed bytes are mixed into what it computes.

.equ CONSOLE, 0xf0000000
.equ NIC, 0xf0001000
.equ ENTROPY, 0xf0002000
.equ BUFFERS, 0x3000
.equ SENT, 0x3c00
.equ STACK_TOP, 0x5000
.equ PERIOD, 700

start:
    la t0, trap
    csrw vector, t0
    li t0, STACK_TOP
    csrw scratch, t0
    li sp, STACK_TOP - 0x400
    li a0, NIC
    li a1, BUFFERS
    li a2, 4
post:
    sw a1, 0x10(a0)
    li a3, 256
    sw a3, 0x14(a0)
    addi a1, a1, 256
    addi a2, a2, -1
    bnez a2, post
    li t0, 1
    sw t0, 0x0c(a0)
    li a1, CONSOLE
    sw t0, 8(a1)
    csrr t0, time_low
    csrr t1, time_high
    addi t0, t0, PERIOD
    csrw compare_low, t0
    csrw compare_high, t1
    li t0, 7
    csrw mask, t0
    li t0, 1
    csrw status, t0
    li s0, 1
    li s1, 0x12345678

loop:
    addi s0, s0, 1
    mul s1, s1, s0
    mulhu s2, s1, s0
    xor s3, s1, s2
    div a0, s1, s0
    rem a1, s1, s0
    divu a2, s3, s0
    remu a3, s3, s0
    div t0, s1, zero
    rem t1, s1, zero
    sub t2, a0, a1
    and t3, a2, a3
    or t4, t2, t3
    sll a0, t4, s0
    srl a1, t4, s0
    sra a2, t4, s0
    slt a3, a0, a1
    sltu t0, a1, a2
    slti t1, a0, -5
    sltiu t2, a1, 77
    xori t3, a0, 0x55aa
    andi t4, s1, 0x7c
    srai a3, s1, 3
    slli t0, t0, 7
    srli t1, t4, 2
    sw s1, table(t4)
    sh s3, table + 2(t4)
    sb s2, table + 1(t4)
    lw a0, table(t4)
    lh a1, table + 2(t4)
    lhu a2, table + 2(t4)
    lb a3, table + 1(t4)
    lbu t0, table + 1(t4)
    add s1, s1, a0
    add s1, s1, a1
    xor s1, s1, a2
    add s1, s1, a3
    add s1, s1, t0
    csrr t0, time_low
    add s3, s3, t0
    csrr t0, pending
    xor s3, s3, t0
    lw t0, seen(zero)
    add s1, s1, t0
    call leaf
    trap 99
    lw t0, 1(zero)              ; misaligned
    li t1, 0x7ffffff0
    lw t0, 0(t1)                ; no such address
    .word 0xffffffff
    andi t0, s0, 7
    bnez t0, not_eighth
    entropy t1
    xor s1, s1, t1
    li t0, ENTROPY
    lw t1, 0(t0)
    add s1, s1, t1
    li t0, CONSOLE
    sw s1, 0(t0)
    sb s0, 0(t0)
not_eighth:
    andi t0, s0, 31
    bnez t0, not_thirty_second
    li t0, NIC
    li t1, SENT
    sw s1, 0(t1)
    sw s0, 4(t1)
    sw t1, 0x28(t0)
    li t1, 60
    sw t1, 0x2c(t0)
not_thirty_second:
    andi t0, s0, 15
    bnez t0, loop
    andi t0, s0, 16
    bnez t0, wait_closed
    idle
    b loop
wait_closed:
    csrw status, zero           ; a wait with interrupts closed
    idle
    li t0, 1
    csrw status, t0
    b loop

leaf:
    blt s0, s1, leaf_less
    bge s1, s0, leaf_more
leaf_less:
    bltu s1, s2, leaf_more
    bgeu s2, s3, leaf_more
    addi s2, s2, 1
leaf_more:
    ret

trap:
    push t0, t1, t2, a0, a1
    csrr t0, cause
    bltz t0, interrupt
    csrr t1, value
    add t0, t0, t1
    csrr t1, epc
    addi t1, t1, 4
    csrw epc, t1
    b trap_done
interrupt:
    andi t0, t0, 3
    beqz t0, timer
    li t1, 2
    beq t0, t1, nic
    li a0, CONSOLE
    lw t0, 0(a0)
    b trap_done
nic:
    li a0, NIC
    lw a1, 0x20(a0)
    lw t0, 0(a1)
    lw t1, 0x1c(a0)
    add t0, t0, t1
    sw zero, 0x24(a0)
    sw a1, 0x10(a0)
    li t1, 256
    sw t1, 0x14(a0)
    b trap_done
timer:
    csrr t0, time_low
    csrr t1, time_high
    addi t2, t0, PERIOD
    sltu t0, t2, t0
    add t1, t1, t0
    csrw compare_low, t2
    csrw compare_high, t1
trap_done:
    lw t1, seen(zero)
    add t1, t1, t0
    sw t1, seen(zero)
    csrr t0, scratch
    addi t0, t0, 3
    csrw scratch, t0
    pop t0, t1, t2, a0, a1
    iret

.align 4096
seen:
    .word 0
.align 128
table:
    .space 256
