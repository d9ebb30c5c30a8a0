; Answers numbered frames of EtherType 0x88b5 without any protocol above (README, "The echo"). Every answer carries a
; count of timer interrupts and, mixed, the entropy drawn so far: a wrong replay is seen by the client.

.equ NIC, 0xf0001000
.equ NIC_MAC_LOW, 0x00
.equ NIC_MAC_HIGH, 0x04
.equ NIC_INTERRUPT_ENABLE, 0x0c
.equ NIC_RX_POST_ADDRESS, 0x10
.equ NIC_RX_POST_LENGTH, 0x14
.equ NIC_RX_LENGTH, 0x1c
.equ NIC_RX_ADDRESS, 0x20
.equ NIC_RX_POP, 0x24
.equ NIC_TX_ADDRESS, 0x28
.equ NIC_TX_LENGTH, 0x2c
.equ SOURCES, 0b101
.equ TIMER_CAUSE, 0x80000000
.equ NIC_CAUSE, 0x80000002

; RAM above the program. Frames begin two bytes into their buffer, so that their content is aligned.
.equ ANSWERS, 0x2000
.equ ANSWER_SLOT_BYTES, 32
.equ ANSWERS_END, 0x2800
.equ BUFFERS, 0x4000
.equ BUFFER_BYTES, 2048
.equ BUFFER_COUNT, 16
.equ FRAME_BYTES_MAX, BUFFER_BYTES - 2
.equ RAM_BYTES, 0xc000

.equ FRAME_BYTES, 60
.equ REQUEST_BYTES, 18
.equ TYPE_ECHO, 0xb588
.equ TIMER_PERIOD, 50000
.equ DRAW_EVERY_MASK, 7
.equ HASH_PRIME, 0x01000193

start:
    la t0, trap
    csrw vector, t0
    csrr t0, ram_bytes
    li t1, RAM_BYTES
    bltu t0, t1, too_small
    li s0, NIC
    lw t0, NIC_MAC_LOW(s0)
    sw t0, mac(zero)
    lw t0, NIC_MAC_HIGH(s0)
    sw t0, mac + 4(zero)
    li s1, BUFFERS + 2
    li s2, BUFFER_COUNT
post:
    sw s1, NIC_RX_POST_ADDRESS(s0)
    li t0, FRAME_BYTES_MAX
    sw t0, NIC_RX_POST_LENGTH(s0)
    addi s1, s1, BUFFER_BYTES
    addi s2, s2, -1
    bnez s2, post
    li t0, 1
    sw t0, NIC_INTERRUPT_ENABLE(s0)
    call read_time
    call arm_from_now
    li t0, SOURCES
    csrw mask, t0
    li t0, 1
    csrw status, t0
wait:
    idle
    b wait

too_small:
    li a0, 2
    halt a0

; The loop at `wait` keeps nothing in registers.
trap:
    csrr t0, cause
    li t1, TIMER_CAUSE
    beq t0, t1, timer
    li t1, NIC_CAUSE
    bne t0, t1, unexpected
next_frame:
    lw s2, NIC_RX_LENGTH(s0)
    beqz s2, all_taken
    lw s1, NIC_RX_ADDRESS(s0)
    b frame
frame_done:
    sw zero, NIC_RX_POP(s0)
    sw s1, NIC_RX_POST_ADDRESS(s0)
    li t0, FRAME_BYTES_MAX
    sw t0, NIC_RX_POST_LENGTH(s0)
    b next_frame
all_taken:
    iret

unexpected:
    li a0, 1
    halt a0

; The next interrupt is one period after this one was due, or after now when that has passed.
timer:
    lw t0, ticks(zero)
    addi t0, t0, 1
    sw t0, ticks(zero)
    call read_time
    csrr t0, compare_low
    csrr t1, compare_high
    li t2, TIMER_PERIOD
    add t2, t0, t2
    sltu t0, t2, t0
    add t1, t1, t0
    bltu a1, t1, arm
    bne a1, t1, late
    bltu a0, t2, arm
late:
    call arm_from_now
    iret
arm:
    csrw compare_low, t2
    csrw compare_high, t1
    iret

; Due one period after the time a1:a0.
arm_from_now:
    li t0, TIMER_PERIOD
    add t0, a0, t0
    sltu t1, t0, a0
    add t1, a1, t1
    csrw compare_low, t0
    csrw compare_high, t1
    ret

; a1:a0 = guest time; read again when the low half overflowed in between.
read_time:
    csrr a1, time_high
    csrr a0, time_low
    csrr t0, time_high
    bne t0, a1, read_time
    ret

; s1 the frame, s2 its length.
frame:
    li t0, REQUEST_BYTES
    bltu s2, t0, frame_done
    lhu t0, 12(s1)
    li t1, TYPE_ECHO
    bne t0, t1, frame_done
    lhu t0, 0(s1)               ; to everybody, or to this machine
    lhu t1, 2(s1)
    lhu t2, 4(s1)
    and t3, t0, t1
    and t3, t3, t2
    li t4, 0xffff
    beq t3, t4, addressed
    lhu t3, mac(zero)
    bne t0, t3, frame_done
    lhu t3, mac + 2(zero)
    bne t1, t3, frame_done
    lhu t3, mac + 4(zero)
    bne t2, t3, frame_done
addressed:
    lw a0, 14(s1)
    call swap
    mov s3, a0                  ; the request's id
    li a0, ANSWERS
    li t1, ANSWERS_END
find_answer:
    lw t0, 0(a0)
    beq t0, s3, same_id
not_this:
    addi a0, a0, ANSWER_SLOT_BYTES
    bltu a0, t1, find_answer

    lw t0, floor_set(zero)      ; ids up to the floor were answered and forgotten
    beqz t0, take
    lw t0, floor(zero)
    bgeu t0, s3, frame_done
take:
    lw a0, next_answer(zero)
    lw t0, 20(a0)
    beqz t0, unused
    lw t0, 0(a0)                ; raise the floor to the id that is forgotten
    lw t1, floor(zero)
    bgeu t1, t0, floor_raised
    sw t0, floor(zero)
floor_raised:
    li t0, 1
    sw t0, floor_set(zero)
unused:
    sw s3, 0(a0)
    lw t0, counter(zero)
    addi t0, t0, 1
    sw t0, counter(zero)
    sw t0, 4(a0)
    andi t0, t0, DRAW_EVERY_MASK
    bnez t0, drawn
    lw t0, mix(zero)            ; rotate the mix by 5 bits and add fresh bits
    slli t1, t0, 5
    srli t0, t0, 27
    or t0, t0, t1
    entropy t1
    xor t0, t0, t1
    sw t0, mix(zero)
drawn:
    lw t0, chain(zero)
    xor t0, t0, s3
    li t1, HASH_PRIME
    mul t0, t0, t1
    sw t0, chain(zero)
    sw t0, 8(a0)
    lw t0, ticks(zero)
    sw t0, 12(a0)
    lw t0, mix(zero)
    sw t0, 16(a0)
    li t0, 1
    sw t0, 20(a0)
    addi t0, a0, ANSWER_SLOT_BYTES
    li t1, ANSWERS_END
    bltu t0, t1, not_last
    li t0, ANSWERS
not_last:
    sw t0, next_answer(zero)
    b answer

same_id:
    lw t0, 20(a0)
    beqz t0, not_this

; Sends the answer at a0, written over the question.
answer:
    mov s2, a0
    addi s3, s1, 14
    li t4, 5
next_field:
    lw a0, 0(s2)
    call swap
    sw a0, 0(s3)
    addi s2, s2, 4
    addi s3, s3, 4
    addi t4, t4, -1
    bnez t4, next_field
    addi t0, s1, FRAME_BYTES - 2
clear:
    sw zero, 0(s3)
    addi s3, s3, 4
    bltu s3, t0, clear
    sh zero, 0(t0)
    lw t0, 6(s1)                ; back to the sender
    lhu t1, 10(s1)
    sh t0, 0(s1)
    srli t0, t0, 16
    sh t0, 2(s1)
    sh t1, 4(s1)
    lw t0, mac(zero)
    sw t0, 6(s1)
    lhu t0, mac + 4(zero)
    sh t0, 10(s1)
    sw s1, NIC_TX_ADDRESS(s0)
    li t0, FRAME_BYTES
    sw t0, NIC_TX_LENGTH(s0)
    b frame_done

; a0 with its bytes in the other order.
swap:
    srli t0, a0, 24
    slli t1, a0, 24
    or t0, t0, t1
    srli t1, a0, 8
    andi t1, t1, 0xff00
    or t0, t0, t1
    andi t1, a0, 0xff00
    slli t1, t1, 8
    or a0, t0, t1
    ret

.align 4096
mac:
    .word 0, 0
counter:
    .word 0
chain:
    .word 0x811c9dc5
ticks:
    .word 0
mix:
    .word 0
floor:
    .word 0
floor_set:
    .word 0
next_answer:
    .word ANSWERS
