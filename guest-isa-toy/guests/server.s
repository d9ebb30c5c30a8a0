; A server on the network: ARP, ICMP echo, and numbered requests over UDP port 7777 (README, "The server").
; Everything happens in the interrupt handler; between frames the hart is idle.

.equ CONSOLE, 0xf0000000
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
.equ NIC_SOURCE, 0b100
.equ NIC_CAUSE, 0x80000002

; RAM above the program. Frames begin two bytes into their buffer, so that the IP header is aligned.
.equ BUFFERS, 0x8000
.equ BUFFER_BYTES, 2048
.equ BUFFER_COUNT, 16
.equ FRAME_BYTES_MAX, BUFFER_BYTES - 2
.equ ANSWERS, 0x10000
.equ ANSWER_SLOT_BYTES, 64
.equ ANSWERS_END, 0x14000
.equ CLIENTS, 0x14000
.equ CLIENT_BYTES, 16
.equ CLIENTS_END, 0x14400
.equ STACK_TOP, 0x18000

.equ FRAME_BYTES_MIN, 60
.equ ETHERNET_BYTES, 14
.equ IP_BYTES, 20
.equ UDP_BYTES, 8
.equ REQUEST_BYTES, 16
.equ ANSWER_BYTES, 36
.equ PAYLOAD_BYTES_MAX, 1000

; Fields in network order, as the hart reads them.
.equ OWN_ADDRESS, 0x0f02000a
.equ OWN_PORT, 0x611e
.equ TYPE_IP, 0x0008
.equ TYPE_ARP, 0x0608
.equ ARP_ETHERNET, 0x0100
.equ ARP_LENGTHS, 0x0406
.equ ARP_REQUEST, 0x0100
.equ ARP_REPLY, 0x0200
.equ DO_NOT_FRAGMENT, 0x0040
.equ FRAGMENT_BITS, 0xff3f
.equ PSEUDO_UDP, 0x1100
.equ MAGIC_REQUEST, 0x51455256
.equ MAGIC_ANSWER, 0x50455256

start:
    li sp, STACK_TOP
    csrr t0, ram_bytes
    bltu t0, sp, too_small
    la t0, trap
    csrw vector, t0
    la a0, banner
    call print
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
    li t0, NIC_SOURCE
    csrw mask, t0
    li t0, 1
    csrw status, t0
wait:
    idle
    b wait

too_small:
    li a0, 2
    halt a0

; Takes every frame that has arrived. The loop at `wait` keeps nothing in registers.
trap:
    csrr t0, cause
    li t1, NIC_CAUSE
    bne t0, t1, unexpected
next_frame:
    lw s2, NIC_RX_LENGTH(s0)
    beqz s2, all_taken
    lw s1, NIC_RX_ADDRESS(s0)
    call frame
    sw zero, NIC_RX_POP(s0)
    sw s1, NIC_RX_POST_ADDRESS(s0)
    li t0, FRAME_BYTES_MAX
    sw t0, NIC_RX_POST_LENGTH(s0)
    b next_frame
all_taken:
    iret

unexpected:
    la a0, unexpected_text
    call print
    li a0, 1
    halt a0

; ---- Frames. s0 NIC, s1 frame, s2 its length, later that of its IP packet. Answers are written over the question.

frame:
    push ra
    li t0, ETHERNET_BYTES + IP_BYTES + UDP_BYTES
    bltu s2, t0, frame_done
    lhu t0, 12(s1)
    li t1, TYPE_IP
    beq t0, t1, ip
    li t1, TYPE_ARP
    beq t0, t1, arp
frame_done:
    pop ra
    ret

arp:
    lhu t0, 14(s1)
    li t1, ARP_ETHERNET
    bne t0, t1, frame_done
    lhu t0, 16(s1)
    li t1, TYPE_IP
    bne t0, t1, frame_done
    lhu t0, 18(s1)
    li t1, ARP_LENGTHS
    bne t0, t1, frame_done
    lhu t0, 20(s1)
    li t1, ARP_REQUEST
    bne t0, t1, frame_done
    lw t0, 38(s1)
    li t1, OWN_ADDRESS
    bne t0, t1, frame_done
    li t0, ARP_REPLY
    sh t0, 20(s1)
    lw t0, 22(s1)               ; sender becomes target
    lhu t1, 26(s1)
    sh t0, 32(s1)
    srli t0, t0, 16
    sh t0, 34(s1)
    sh t1, 36(s1)
    lhu t0, 28(s1)
    lhu t1, 30(s1)
    sh t0, 38(s1)
    sh t1, 40(s1)
    lw t0, mac(zero)            ; this machine is the sender
    sw t0, 22(s1)
    lhu t0, mac + 4(zero)
    sh t0, 26(s1)
    li t0, OWN_ADDRESS
    sh t0, 28(s1)
    srli t0, t0, 16
    sh t0, 30(s1)
    call turn_ethernet
    li a0, 42
    call transmit
    b frame_done

ip:
    lhu t0, 0(s1)               ; for this machine only
    lhu t1, mac(zero)
    bne t0, t1, frame_done
    lhu t0, 2(s1)
    lhu t1, mac + 2(zero)
    bne t0, t1, frame_done
    lhu t0, 4(s1)
    lhu t1, mac + 4(zero)
    bne t0, t1, frame_done
    lbu t0, 14(s1)              ; version 4, no options
    li t1, 0x45
    bne t0, t1, frame_done
    addi a0, s1, 14
    li a1, IP_BYTES
    li a2, 0
    call sum
    li t0, 0xffff
    bne a0, t0, frame_done
    lbu t0, 16(s1)              ; total length, within the frame
    lbu t1, 17(s1)
    slli t0, t0, 8
    or t0, t0, t1
    addi t1, s2, -ETHERNET_BYTES
    bgtu t0, t1, frame_done
    li t1, IP_BYTES + UDP_BYTES
    bltu t0, t1, frame_done
    mov s2, t0
    lhu t0, 20(s1)
    andi t0, t0, FRAGMENT_BITS
    bnez t0, frame_done
    lw t0, 30(s1)
    li t1, OWN_ADDRESS
    bne t0, t1, frame_done
    lbu t0, 23(s1)
    li t1, 17
    beq t0, t1, udp
    li t1, 1
    bne t0, t1, frame_done

; ICMP
    lhu t0, 34(s1)              ; echo request
    li t1, 8
    bne t0, t1, frame_done
    call sum_icmp
    li t0, 0xffff
    bne a0, t0, frame_done
    sh zero, 34(s1)             ; echo reply
    sh zero, 36(s1)
    call sum_icmp
    not t0, a0
    sh t0, 36(s1)
    call send_ip
    b frame_done

sum_icmp:
    addi a0, s1, 34
    addi a1, s2, -IP_BYTES
    li a2, 0
    b sum

udp:
    lhu t0, 36(s1)
    li t1, OWN_PORT
    bne t0, t1, frame_done
    lbu t0, 38(s1)              ; length, within the packet
    lbu t1, 39(s1)
    slli t0, t0, 8
    or s3, t0, t1
    addi t1, s2, -IP_BYTES
    bgtu s3, t1, frame_done
    li t1, UDP_BYTES + REQUEST_BYTES
    bltu s3, t1, frame_done
    li t1, UDP_BYTES + REQUEST_BYTES + PAYLOAD_BYTES_MAX
    bgtu s3, t1, frame_done
    lhu t0, 40(s1)              ; checksum, 0 for none
    beqz t0, udp_checked
    call sum_udp
    li t0, 0xffff
    bne a0, t0, frame_done
udp_checked:
    lw t0, 42(s1)
    li t1, MAGIC_REQUEST
    bne t0, t1, frame_done
    addi a0, s1, 42
    addi a1, s3, -UDP_BYTES - REQUEST_BYTES
    call request
    beqz a0, frame_done
    addi t0, s1, 42
    li t1, ANSWER_BYTES
copy_answer:
    lw t2, 0(a0)
    sw t2, 0(t0)
    addi a0, a0, 4
    addi t0, t0, 4
    addi t1, t1, -4
    bnez t1, copy_answer
    lhu t0, 34(s1)
    sh t0, 36(s1)
    li t0, OWN_PORT
    sh t0, 34(s1)
    li s3, UDP_BYTES + ANSWER_BYTES
    slli t0, s3, 8
    sh t0, 38(s1)
    li s2, IP_BYTES + UDP_BYTES + ANSWER_BYTES
    sh zero, 40(s1)
    call sum_udp
    xori t0, a0, 0xffff
    bnez t0, udp_checksum       ; a sum of 0 is sent as its other form
    li t0, 0xffff
udp_checksum:
    sh t0, 40(s1)
    call send_ip
    b frame_done

; Sum over pseudo header, UDP header and data; s3 is their length.
sum_udp:
    push ra
    lhu t0, 38(s1)
    li a2, PSEUDO_UDP
    add a2, a2, t0
    addi a0, s1, 26
    li a1, 8
    call sum
    mov a2, a0
    addi a0, s1, 34
    mov a1, s3
    call sum
    pop ra
    ret

; Sends the IP packet of s2 bytes back to where the question came from.
send_ip:
    push ra
    srli t0, s2, 8
    sb t0, 16(s1)
    sb s2, 17(s1)
    sh zero, 18(s1)
    li t0, DO_NOT_FRAGMENT
    sh t0, 20(s1)
    li t0, 64
    sb t0, 22(s1)
    lw t0, 26(s1)
    lw t1, 30(s1)
    sw t0, 30(s1)
    sw t1, 26(s1)
    sh zero, 24(s1)
    addi a0, s1, 14
    li a1, IP_BYTES
    li a2, 0
    call sum
    not t0, a0
    sh t0, 24(s1)
    call turn_ethernet
    addi a0, s2, ETHERNET_BYTES
    call transmit
    pop ra
    ret

; Back to the sender, from this machine.
turn_ethernet:
    lw t0, 6(s1)
    lhu t1, 10(s1)
    sh t0, 0(s1)
    srli t0, t0, 16
    sh t0, 2(s1)
    sh t1, 4(s1)
    lw t0, mac(zero)
    sw t0, 6(s1)
    lhu t0, mac + 4(zero)
    sh t0, 10(s1)
    ret

; Sends a0 bytes of the frame, filled up with zeros to the least length.
transmit:
    li t0, FRAME_BYTES_MIN
    bgeu a0, t0, long_enough
    add t1, s1, a0
    mov a0, t0
    add t0, s1, t0
fill:
    sb zero, 0(t1)
    addi t1, t1, 1
    bltu t1, t0, fill
long_enough:
    sw s1, NIC_TX_ADDRESS(s0)
    sw a0, NIC_TX_LENGTH(s0)
    ret

; a0 = one's complement sum of the a1 bytes at a0 (even address) and of a2, in network order as the hart reads it.
sum:
    srli t0, a1, 1
    slli t0, t0, 1
    add t0, a0, t0
    b sum_test
sum_next:
    lhu t1, 0(a0)
    add a2, a2, t1
    addi a0, a0, 2
sum_test:
    bltu a0, t0, sum_next
    andi t0, a1, 1
    beqz t0, sum_fold
    lbu t1, 0(a0)
    add a2, a2, t1
sum_fold:
    srli t0, a2, 16
    andi a0, a2, 0xffff
    add a0, a0, t0
    srli t0, a0, 16
    andi a0, a0, 0xffff
    add a0, a0, t0
    ret

; ---- Requests. a0 the request, a1 the length of its payload; returns the answer in a0, 0 for none.

request:
    push ra, s0, s1, s2, s3
    mov s0, a0
    mov s1, a1
    lw a1, 4(s0)                ; id and client, compared as they came
    lw a2, 8(s0)
    lw a3, 12(s0)
    li a0, ANSWERS
    li t4, ANSWERS_END
find_answer:
    lw t0, 8(a0)
    bne t0, a2, not_this
    lw t0, 4(a0)
    bne t0, a1, not_this
    lw t0, 12(a0)
    bne t0, a3, not_this
    lw t0, 0(a0)
    bnez t0, request_done
not_this:
    addi a0, a0, ANSWER_SLOT_BYTES
    bltu a0, t4, find_answer

    mov a0, a3
    call find_client
    beqz a0, take
    mov s2, a0
    lw a0, 4(s0)
    call swap
    lw t3, 0(s2)                ; ids up to the client's floor were answered and forgotten
    bltu t3, a0, take
    bne t3, a0, forgotten
    lw a0, 8(s0)
    call swap
    lw t3, 4(s2)
    bltu t3, a0, take
forgotten:
    lw t0, ignored(zero)
    addi t0, t0, 1
    sw t0, ignored(zero)
    li a0, 0
request_done:
    pop ra, s0, s1, s2, s3
    ret

take:
    lw s2, next_answer(zero)
    lw t0, 0(s2)
    beqz t0, unused
    mov a0, s2
    call forget
unused:
    li t0, MAGIC_ANSWER
    sw t0, 0(s2)
    lw t0, 4(s0)
    sw t0, 4(s2)
    lw t0, 8(s0)
    sw t0, 8(s2)
    lw t0, 12(s0)
    sw t0, 12(s2)
    lw t0, counter_low(zero)
    addi t0, t0, 1
    sw t0, counter_low(zero)
    seqz t1, t0
    lw t2, counter_high(zero)
    add t2, t2, t1
    sw t2, counter_high(zero)
    mov a0, t2
    call swap
    sw a0, 16(s2)
    lw a0, counter_low(zero)
    call swap
    sw a0, 20(s2)

    li a2, 0x84222325           ; FNV-1a over chain, client, id, payload
    li a3, 0xcbf29ce4
    la a0, chain
    li a1, 8
    call hash
    addi a0, s0, 12
    li a1, 4
    call hash
    addi a0, s0, 4
    li a1, 8
    call hash
    addi a0, s0, 16
    mov a1, s1
    call hash
    mov a0, a3
    call swap
    sw a0, chain(zero)
    sw a0, 24(s2)
    mov a0, a2
    call swap
    sw a0, chain + 4(zero)
    sw a0, 28(s2)
    mov a0, s1
    call swap
    sw a0, 32(s2)

    mov a0, s2
    addi s2, s2, ANSWER_SLOT_BYTES
    li t0, ANSWERS_END
    bltu s2, t0, not_last
    li s2, ANSWERS
not_last:
    sw s2, next_answer(zero)
    b request_done

; Raises the floor of the client of the answer at a0, whose place is needed.
forget:
    push ra, s0, s1, s2
    mov s0, a0
    lw a0, 4(s0)
    call swap
    mov s1, a0
    lw a0, 8(s0)
    call swap
    mov s2, a0
    lw a0, 12(s0)
    call find_client
    bnez a0, raise
    lw a0, next_client(zero)
    addi t0, a0, CLIENT_BYTES
    li t1, CLIENTS_END
    bltu t0, t1, not_last_client
    li t0, CLIENTS
not_last_client:
    sw t0, next_client(zero)
    lw t0, 12(s0)
    sw t0, 8(a0)
    li t0, 1
    sw t0, 12(a0)
    b store_floor
raise:
    lw t0, 0(a0)
    bltu t0, s1, store_floor
    bne t0, s1, forget_done
    lw t0, 4(a0)
    bgeu t0, s2, forget_done
store_floor:
    sw s1, 0(a0)
    sw s2, 4(a0)
forget_done:
    pop ra, s0, s1, s2
    ret

; a0 = the entry of the client of this id (as it came), 0 for none: floor high, floor low, client, used.
find_client:
    mov t0, a0
    li a0, CLIENTS
    li t1, CLIENTS_END
find_next_client:
    lw t2, 12(a0)
    beqz t2, no_client
    lw t2, 8(a0)
    beq t2, t0, client_found
    addi a0, a0, CLIENT_BYTES
    bltu a0, t1, find_next_client
no_client:
    li a0, 0
client_found:
    ret

; Continues the FNV-1a hash a3:a2 over the a1 bytes at a0; the prime is 2^40 + 0x1b3.
hash:
    add a1, a0, a1
    li t1, 0x1b3
    b hash_test
hash_next:
    lbu t0, 0(a0)
    xor a2, a2, t0
    mulhu t2, a2, t1
    mul a3, a3, t1
    slli t3, a2, 8
    mul a2, a2, t1
    add a3, a3, t2
    add a3, a3, t3
    addi a0, a0, 1
hash_test:
    bltu a0, a1, hash_next
    ret

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

banner:
    .asciz "toy server at 10.0.2.15, UDP port 7777\n"
unexpected_text:
    .asciz "toy server: unexpected trap\n"

.align 4096
mac:
    .word 0, 0
chain:
    .word 0, 0
counter_low:
    .word 0
counter_high:
    .word 0
ignored:
    .word 0
next_answer:
    .word ANSWERS
next_client:
    .word CLIENTS
