#include "network.h"

#include "boot.h"
#include "interrupts.h"
#include "text.h"
#include "virtio.h"

#define FEATURE_MAC (1u << 5)
#define CONFIG_MAC 0x100
#define RECEIVE 0
#define TRANSMIT 1
#define FRAME_BYTES_MIN 60
#define FRAMES_PER_RUN 8
#define FRAMES_PER_NOTIFICATION 8

/* The padding puts the IP packet on a word boundary. */
struct buffer {
    uint8_t padding[2];
    uint8_t virtio_header[12];
    uint8_t frame[FRAME_BYTES_MAX];
} __attribute__((aligned(4)));

#define HEADER_BYTES sizeof(((struct buffer *)0)->virtio_header)

uint8_t own_mac[MAC_BYTES] __attribute__((aligned(2)));
uint64_t network_time;

static struct virtio card;
static struct virtio_queue received;
static struct virtio_queue transmitted;
static struct buffer receive_buffers[QUEUE_BUFFERS_MAX] NOT_ZEROED;
static struct buffer transmit_buffers[QUEUE_BUFFERS_MAX] NOT_ZEROED;
static uint16_t unused[QUEUE_BUFFERS_MAX];
static uint32_t unused_count;
static uint32_t offered; /* for receiving, and the device was not told */
static uint32_t unsent;
static bool starved;

bool network_begin(void)
{
    if (!virtio_find(VIRTIO_NETWORK, &card) || !virtio_begin(&card, FEATURE_MAC)
        || !virtio_queue_begin(&card, RECEIVE, &received) || !virtio_queue_begin(&card, TRANSMIT, &transmitted)) {
        return false;
    }
    for (int i = 0; i < MAC_BYTES; i++) {
        own_mac[i] = read8(card.registers + CONFIG_MAC + i);
    }
    for (uint16_t i = 0; i < received.size; i++) {
        virtio_offer(&received, i, receive_buffers[i].virtio_header, HEADER_BYTES + FRAME_BYTES_MAX, BUFFER_WRITTEN_BY_DEVICE);
    }
    for (uint16_t i = 0; i < transmitted.size; i++) {
        unused[unused_count++] = i;
        memset(transmit_buffers[i].virtio_header, 0, HEADER_BYTES);
    }
    virtio_interrupt_when_used(&transmitted, false);
    virtio_ready(&card);
    virtio_notify(&received);
    source_enable(card.source);
    return true;
}

void network_interrupt(uint32_t source)
{
    if (source == card.source) {
        virtio_acknowledge(&card);
    }
}

bool network_pending(void)
{
    return !virtio_taken_all(&received) || (starved && !virtio_taken_all(&transmitted));
}

static void take_transmitted(void)
{
    uint16_t buffer;
    uint32_t length;
    while (virtio_take(&transmitted, &buffer, &length)) {
        unused[unused_count++] = buffer;
    }
    if (starved && unused_count > 0) {
        starved = false;
        virtio_interrupt_when_used(&transmitted, false);
    }
}

void network_run(void)
{
    uint16_t buffer;
    uint32_t length;
    network_time = now();
    if (starved) {
        take_transmitted();
    }
    for (uint32_t left = FRAMES_PER_RUN; left > 0 && virtio_take(&received, &buffer, &length); left--) {
        if (length > HEADER_BYTES + ETHERNET_BYTES) {
            frame_arrived(receive_buffers[buffer].frame, length - HEADER_BYTES);
        }
        virtio_offer_again(&received, buffer);
        offered++;
    }
    /* Until then it knows of as many others. */
    if (offered >= received.size / 2u) {
        offered = 0;
        virtio_notify(&received);
    }
    network_flush();
}

void network_flush(void)
{
    if (unsent > 0) {
        unsent = 0;
        virtio_notify(&transmitted);
    }
}

bool network_starved(void) { return starved; }

uint8_t *frame_new(void)
{
    if (unused_count == 0) {
        network_flush();
        take_transmitted();
    }
    if (unused_count == 0) {
        starved = true;
        virtio_interrupt_when_used(&transmitted, true);
        take_transmitted();
    }
    return unused_count == 0 ? 0 : transmit_buffers[unused[--unused_count]].frame;
}

static uint16_t number_of(const uint8_t *frame)
{
    return (uint16_t)((uint32_t)(frame - transmit_buffers[0].frame) / sizeof(struct buffer));
}

void frame_send(uint8_t *frame, uint32_t length)
{
    mac_copy(frame + ETHERNET_SOURCE, own_mac);
    if (length < FRAME_BYTES_MIN) {
        memset(frame + length, 0, FRAME_BYTES_MIN - length);
        length = FRAME_BYTES_MIN;
    }
    uint16_t buffer = number_of(frame);
    virtio_offer(&transmitted, buffer, transmit_buffers[buffer].virtio_header, HEADER_BYTES + length, 0);
    if (++unsent == FRAMES_PER_NOTIFICATION) {
        network_flush();
    }
}

void frame_drop(uint8_t *frame) { unused[unused_count++] = number_of(frame); }
