/* Prints 64 lines of eight hexadecimal digits from the entropy device, idle while it waits for them. */
#include "boot.h"
#include "console.h"
#include "interrupts.h"
#include "virtio.h"

#define LINES 64
#define BATCH_WORDS 16
#define NO_DEVICE_CODE 2

static struct virtio device;
static struct virtio_queue queue;
static uint32_t words[BATCH_WORDS];
static volatile bool answered;

void external_interrupt(uint32_t source)
{
    if (source == device.source) {
        virtio_acknowledge(&device);
        answered = true;
    }
}

/* Returns the bytes that the device filled. */
static uint32_t ask(void)
{
    uint16_t buffer;
    uint32_t length = 0;
    answered = false;
    virtio_offer(&queue, 0, words, sizeof words, BUFFER_WRITTEN_BY_DEVICE);
    virtio_notify(&queue);
    while (!virtio_take(&queue, &buffer, &length)) {
        interrupts_off();
        if (!answered) {
            wait_for_interrupt();
        }
        interrupts_on();
        answered = false;
    }
    return length;
}

uint32_t guest(void)
{
    if (!virtio_find(VIRTIO_ENTROPY, &device) || !virtio_begin(&device, 0) || !virtio_queue_begin(&device, 0, &queue)) {
        print("entropy: no entropy device\n");
        return NO_DEVICE_CODE;
    }
    virtio_ready(&device);
    source_enable(device.source);
    interrupts_enable(EXTERNAL_ENABLE);
    for (uint32_t told = 0; told < LINES;) {
        uint32_t filled = ask() / sizeof words[0];
        for (uint32_t i = 0; i < filled && told < LINES; i++, told++) {
            print_hex(words[i]);
            print("\n");
        }
    }
    return 0;
}
