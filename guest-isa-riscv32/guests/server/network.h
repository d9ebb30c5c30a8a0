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

/* now(), as of when network_run began. */
extern uint64_t network_time;

/* Addresses lie where halfwords do. */
static inline bool mac_equal(const uint8_t *one, const uint8_t *other)
{
    const uint16_t *a = (const void *)one;
    const uint16_t *b = (const void *)other;
    return a[0] == b[0] && a[1] == b[1] && a[2] == b[2];
}

static inline void mac_copy(uint8_t *to, const uint8_t *from)
{
    uint16_t *t = (void *)to;
    const uint16_t *f = (const void *)from;
    t[0] = f[0];
    t[1] = f[1];
    t[2] = f[2];
}

/* False when there is no card, or none that we can use. */
bool network_begin(void);

/* Whether network_run has something to do. */
bool network_pending(void);

/* Hands frames that have arrived to frame_arrived, up to a bound, lest what answers them waits too long. */
void network_run(void);

/* Tells the device of what was sent; frame_send does so itself now and then. */
void network_flush(void);
void network_interrupt(uint32_t source);

/* Room for a frame; 0 when all are under way, and then network_pending tells when one is back. */
uint8_t *frame_new(void);
bool network_starved(void);

/* Either of them ends the frame's use; to send, target and type are in it already. */
void frame_send(uint8_t *frame, uint32_t length);
void frame_drop(uint8_t *frame);

/* Defined above this layer. The frame is there until it returns. */
void frame_arrived(const uint8_t *frame, uint32_t length);

#endif
