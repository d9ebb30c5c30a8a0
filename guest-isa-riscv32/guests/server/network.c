#include "network.h"

#include "interrupts.h"
#include "text.h"
#include "virtio.h"

#define FEATURE_MAC (1u << 5)
#define CONFIG_MAC 0x100
#define RECEIVE 0
#define TRANSMIT 1
#define FRAME_BYTES_MIN 60

/* The padding puts the IP packet on a word boundary. */
struct buffer {
    uint8_t padding[2];
    uint8_t virtio_header[12];
    uint8_t frame[FRAME_BYTES_MAX];
} __attribute__((aligned(4)));

#define HEADER_BYTES sizeof(((struct buffer *)0)->virtio_header)

uint8_t own_mac[MAC_BYTES];

static struct virtio card;
static struct virtio_queue received;
static struct virtio_queue transmitted;
static struct buffer receive_buffers[QUEUE_BUFFERS_MAX];
static struct buffer transmit_buffers[QUEUE_BUFFERS_MAX];
static uint16_t unused[QUEUE_BUFFERS_MAX];
static uint32_t unused_count;
static bool starved;

static void offer_receive(uint16_t buffer)
{
    virtio_offer(&received, buffer, receive_buffers[buffer].virtio_header, HEADER_BYTES + FRAME_BYTES_MAX, BUFFER_WRITTEN_BY_DEVICE);
}

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
        offer_receive(i);
    }
    for (uint16_t i = 0; i < transmitted.size; i++) {
        unused[unused_count++] = i;
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
    bool any = false;
    take_transmitted();
    while (virtio_take(&received, &buffer, &length)) {
        if (length > HEADER_BYTES + ETHERNET_BYTES) {
            frame_arrived(receive_buffers[buffer].frame, length - HEADER_BYTES);
        }
        offer_receive(buffer);
        any = true;
    }
    if (any) {
        virtio_notify(&received);
    }
}

uint8_t *frame_new(void)
{
    if (unused_count == 0) {
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
    memcpy(frame + ETHERNET_SOURCE, own_mac, MAC_BYTES);
    if (length < FRAME_BYTES_MIN) {
        memset(frame + length, 0, FRAME_BYTES_MIN - length);
        length = FRAME_BYTES_MIN;
    }
    uint16_t buffer = number_of(frame);
    virtio_offer(&transmitted, buffer, transmit_buffers[buffer].virtio_header, HEADER_BYTES + length, 0);
    virtio_notify(&transmitted);
}

void frame_drop(uint8_t *frame) { unused[unused_count++] = number_of(frame); }
