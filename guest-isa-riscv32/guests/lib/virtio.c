#include "virtio.h"

#define MAGIC 0x000
#define MAGIC_VALUE 0x74726976u
#define VERSION 0x004
#define VERSION_VALUE 2
#define DEVICE 0x008
#define DEVICE_FEATURES 0x010
#define DEVICE_FEATURES_WORD 0x014
#define DRIVER_FEATURES 0x020
#define DRIVER_FEATURES_WORD 0x024
#define QUEUE 0x030
#define QUEUE_SIZE_MAX 0x034
#define QUEUE_SIZE 0x038
#define QUEUE_READY 0x044
#define NOTIFY 0x050
#define INTERRUPT_STATUS 0x060
#define INTERRUPT_ACKNOWLEDGE 0x064
#define STATUS 0x070
#define QUEUE_BUFFERS_ADDRESS 0x080
#define QUEUE_OFFERED_ADDRESS 0x090
#define QUEUE_USED_ADDRESS 0x0a0

#define ACKNOWLEDGE 1u
#define DRIVER 2u
#define DRIVER_READY 4u
#define FEATURES_AGREED 8u

#define FEATURE_VERSION_1_WORD 1
#define FEATURE_VERSION_1 1u
#define OFFERED_NO_INTERRUPT 1
#define USED_NO_NOTIFY 1

static inline void order(void) { __atomic_thread_fence(__ATOMIC_SEQ_CST); }

bool virtio_find(uint32_t kind, struct virtio *device)
{
    for (uint32_t slot = 0; slot < VIRTIO_SLOTS; slot++) {
        uintptr_t registers = VIRTIO_BASE + slot * VIRTIO_STRIDE;
        if (read32(registers + MAGIC) == MAGIC_VALUE && read32(registers + VERSION) == VERSION_VALUE
            && read32(registers + DEVICE) == kind) {
            device->registers = registers;
            device->source = VIRTIO_FIRST_SOURCE + slot;
            return true;
        }
    }
    return false;
}

static void status_add(const struct virtio *device, uint32_t bits)
{
    write32(device->registers + STATUS, read32(device->registers + STATUS) | bits);
}

bool virtio_begin(const struct virtio *device, uint32_t features)
{
    uintptr_t registers = device->registers;
    write32(registers + STATUS, 0);
    while (read32(registers + STATUS) != 0) {
    }
    status_add(device, ACKNOWLEDGE);
    status_add(device, DRIVER);
    write32(registers + DEVICE_FEATURES_WORD, 0);
    uint32_t there = read32(registers + DEVICE_FEATURES);
    write32(registers + DRIVER_FEATURES_WORD, 0);
    write32(registers + DRIVER_FEATURES, there & features);
    write32(registers + DRIVER_FEATURES_WORD, FEATURE_VERSION_1_WORD);
    write32(registers + DRIVER_FEATURES, FEATURE_VERSION_1);
    status_add(device, FEATURES_AGREED);
    return (there & features) == features && read32(registers + STATUS) & FEATURES_AGREED;
}

static void write_address(uintptr_t at, const void *address)
{
    write32(at, (uint32_t)(uintptr_t)address);
    write32(at + 4, 0);
}

bool virtio_queue_begin(const struct virtio *device, uint16_t number, struct virtio_queue *queue)
{
    uintptr_t registers = device->registers;
    queue->number = number;
    queue->registers = registers;
    write32(registers + QUEUE, number);
    uint32_t size = read32(registers + QUEUE_SIZE_MAX);
    if (read32(registers + QUEUE_READY) != 0 || size == 0) {
        return false;
    }
    queue->size = (uint16_t)(size < QUEUE_BUFFERS_MAX ? size : QUEUE_BUFFERS_MAX);
    write32(registers + QUEUE_SIZE, queue->size);
    write_address(registers + QUEUE_BUFFERS_ADDRESS, queue->buffers);
    write_address(registers + QUEUE_OFFERED_ADDRESS, &queue->offered);
    write_address(registers + QUEUE_USED_ADDRESS, &queue->used);
    write32(registers + QUEUE_READY, 1);
    return true;
}

void virtio_ready(const struct virtio *device) { status_add(device, DRIVER_READY); }

void virtio_offer(struct virtio_queue *queue, uint16_t buffer, void *bytes, uint32_t length, uint16_t flags)
{
    queue->buffers[buffer].address = (uintptr_t)bytes;
    queue->buffers[buffer].length = length;
    queue->buffers[buffer].flags = flags;
    virtio_offer_again(queue, buffer);
}

void virtio_offer_again(struct virtio_queue *queue, uint16_t buffer)
{
    queue->offered.ring[queue->offered.index % queue->size] = buffer;
    order();
    queue->offered.index++;
}

void virtio_notify(const struct virtio_queue *queue)
{
    order();
    if (!(*(const volatile uint16_t *)&queue->used.flags & USED_NO_NOTIFY)) {
        write32(queue->registers + NOTIFY, queue->number);
    }
}

void virtio_interrupt_when_used(struct virtio_queue *queue, bool wanted)
{
    *(volatile uint16_t *)&queue->offered.flags = wanted ? 0 : OFFERED_NO_INTERRUPT;
    order();
}

bool virtio_taken_all(const struct virtio_queue *queue) { return queue->used.index == queue->taken; }

bool virtio_take(struct virtio_queue *queue, uint16_t *buffer, uint32_t *length)
{
    if (virtio_taken_all(queue)) {
        return false;
    }
    order();
    *buffer = (uint16_t)queue->used.ring[queue->taken % queue->size].buffer;
    *length = queue->used.ring[queue->taken % queue->size].length;
    queue->taken++;
    return true;
}

void virtio_acknowledge(const struct virtio *device)
{
    write32(device->registers + INTERRUPT_ACKNOWLEDGE, read32(device->registers + INTERRUPT_STATUS));
}
