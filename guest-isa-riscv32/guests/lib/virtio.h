/* Virtio devices behind memory-mapped registers, version 2, with split queues of single buffers. */
#ifndef VIRTIO_H
#define VIRTIO_H

#include "board.h"

#define VIRTIO_NETWORK 1
#define VIRTIO_ENTROPY 4

#define QUEUE_BUFFERS_MAX 64
#define BUFFER_WRITTEN_BY_DEVICE 2

struct virtio {
    uintptr_t registers;
    uint32_t source;
};

struct virtio_queue {
    struct {
        uint64_t address;
        uint32_t length;
        uint16_t flags;
        uint16_t next;
    } buffers[QUEUE_BUFFERS_MAX] __attribute__((aligned(16)));
    struct {
        uint16_t flags;
        volatile uint16_t index;
        uint16_t ring[QUEUE_BUFFERS_MAX];
    } offered __attribute__((aligned(4)));
    struct {
        uint16_t flags;
        volatile uint16_t index;
        struct {
            uint32_t buffer;
            uint32_t length;
        } ring[QUEUE_BUFFERS_MAX];
    } used __attribute__((aligned(4)));
    uint16_t size; /* buffers are numbered from 0 */
    uint16_t taken;
    uint16_t number;
    uintptr_t registers;
};

/* The first device of this kind; false when there is none. */
bool virtio_find(uint32_t kind, struct virtio *device);

/* Resets the device and accepts these of its features besides the version's; false when it does not agree. */
bool virtio_begin(const struct virtio *device, uint32_t features);

/* Between begin and ready; the queue is zero at first. */
bool virtio_queue_begin(const struct virtio *device, uint16_t number, struct virtio_queue *queue);
void virtio_ready(const struct virtio *device);

/* Hands a buffer to the device; notify tells it, once for any number of them. */
void virtio_offer(struct virtio_queue *queue, uint16_t buffer, void *bytes, uint32_t length, uint16_t flags);
void virtio_offer_again(struct virtio_queue *queue, uint16_t buffer);
void virtio_notify(const struct virtio_queue *queue);

/* Whether the device is to interrupt when it has used a buffer. */
void virtio_interrupt_when_used(struct virtio_queue *queue, bool wanted);

/* A buffer that the device has used, with the bytes written; false when there is none. */
bool virtio_take(struct virtio_queue *queue, uint16_t *buffer, uint32_t *length);
bool virtio_taken_all(const struct virtio_queue *queue);

/* To be called for each interrupt of the device. */
void virtio_acknowledge(const struct virtio *device);

#endif
