/* IPv4 with ICMP echo, and ARP beneath it. Neither fragments nor puts together. */
#ifndef IP_H
#define IP_H

#include <stdbool.h>
#include <stdint.h>

#include "network.h"

#define IP_HEADER_BYTES 20
#define IP_PAYLOAD (ETHERNET_BYTES + IP_HEADER_BYTES)
#define IP_PAYLOAD_MAX (ETHERNET_PAYLOAD_MAX - IP_HEADER_BYTES)

#define PROTOCOL_ICMP 1
#define PROTOCOL_TCP 6
#define PROTOCOL_UDP 17

/* A packet that arrived, checked. */
struct packet {
    uint32_t from;
    const uint8_t *from_mac;
    const uint8_t *payload;
    uint32_t length;
};

extern uint32_t own_ip;

/* Takes addresses from "ip=OWN::GATEWAY:MASK" among the boot arguments, as Linux does, or 10.0.2.15, 10.0.2.2, 24 bits. */
void ip_begin(const char *boot_arguments);

/* The frame's payload begins at IP_PAYLOAD. To the neighbour on the way, found by ARP. */
void ip_send(uint8_t *frame, uint32_t to, uint8_t protocol, uint32_t length);

/* To where a packet came from. */
void ip_answer(uint8_t *frame, const struct packet *to, uint8_t protocol, uint32_t length);

/* One's complement sums, of bytes in network order, to be continued, added or finished. */
static inline uint32_t sum_add(uint32_t sum, uint32_t other)
{
    sum += other;
    return sum + (sum < other);
}

uint32_t sum_bytes(uint32_t sum, const uint8_t *bytes, uint32_t length);
/* The same while they are copied, to where words begin. */
uint32_t sum_copied(uint32_t sum, uint8_t *to, const uint8_t *from, uint32_t length);
uint32_t sum_pseudo_header(uint32_t one_ip, uint32_t other_ip, uint8_t protocol, uint32_t length);
uint16_t sum_finish(uint32_t sum);

/* Fills in target and type, and sends: now, when the neighbour has answered, or never. */
void arp_send(uint8_t *frame, uint32_t length, uint32_t neighbour);
void arp_arrived(const uint8_t *frame, uint32_t length);
uint64_t arp_due(void);
void arp_run(void);

/* Defined above this layer. */
void udp_arrived(const struct packet *packet);
void tcp_arrived(const struct packet *packet);

#endif
