/* The network card, and Ethernet frames to and from it. */
#ifndef NETWORK_H
#define NETWORK_H

#include <stdbool.h>
#include <stdint.h>

#define MAC_BYTES 6
#define ETHERNET_TARGET 0
#define ETHERNET_SOURCE 6
#define ETHERNET_TYPE 12
#define ETHERNET_BYTES 14
#define ETHERNET_PAYLOAD_MAX 1500
#define FRAME_BYTES_MAX (ETHERNET_BYTES + ETHERNET_PAYLOAD_MAX)

#define TYPE_IP 0x0800u
#define TYPE_ARP 0x0806u

extern uint8_t own_mac[MAC_BYTES];

/* False when there is no card, or none that we can use. */
bool network_begin(void);

/* Whether network_run has something to do. */
bool network_pending(void);

/* Hands every frame that has arrived to frame_arrived. */
void network_run(void);
void network_interrupt(uint32_t source);

/* Room for a frame; 0 when all are under way, and then network_pending tells when one is back. */
uint8_t *frame_new(void);

/* Either of them ends the frame's use; to send, target and type are in it already. */
void frame_send(uint8_t *frame, uint32_t length);
void frame_drop(uint8_t *frame);

/* Defined above this layer. The frame is there until it returns. */
void frame_arrived(const uint8_t *frame, uint32_t length);

#endif
