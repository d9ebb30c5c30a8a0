/* A server on the network: numbered requests over UDP, lines and HTTP over TCP, ARP and ICMP echo. Works when a frame
 * has come or a timer is due, and is idle in between. */
#include "boot.h"
#include "console.h"
#include "interrupts.h"
#include "server/ip.h"
#include "server/requests.h"
#include "server/services.h"
#include "virtio.h"

#define NO_DEVICE_CODE 2

static const struct service services[] = {{LINES_PORT, false, lines_run}, {HTTP_PORT, true, http_run}, {0, false, 0}};
static struct virtio entropy;
static struct virtio_queue entropy_queue;

void external_interrupt(uint32_t source) { network_interrupt(source); }

/* Setting the timer takes more than all the rest of being idle. */
static uint64_t timer_at;

static void timer_at_set(uint64_t ticks)
{
    if (ticks != timer_at) {
        timer_at = ticks;
        timer_set(ticks);
    }
}

void timer_interrupt(void) { timer_at_set(UINT64_MAX); }

/* From the entropy device; without one, the time must do. */
static uint32_t random_word(void)
{
    static uint32_t word;
    uint16_t buffer;
    uint32_t length;
    if (virtio_find(VIRTIO_ENTROPY, &entropy) && virtio_begin(&entropy, 0) && virtio_queue_begin(&entropy, 0, &entropy_queue)) {
        virtio_interrupt_when_used(&entropy_queue, false);
        virtio_ready(&entropy);
        virtio_offer(&entropy_queue, 0, &word, sizeof word, BUFFER_WRITTEN_BY_DEVICE);
        virtio_notify(&entropy_queue);
        while (!virtio_take(&entropy_queue, &buffer, &length)) {
        }
    }
    return word ^ (uint32_t)now();
}

static void print_address(uint32_t ip)
{
    for (int shift = 24; shift >= 0; shift -= 8) {
        print_decimal(ip >> shift & 0xff);
        print(shift > 0 ? "." : "");
    }
}

static void idle(void)
{
    uint64_t tcp = tcp_due();
    uint64_t arp = arp_due();
    uint64_t due = tcp < arp ? tcp : arp;
    interrupts_off();
    if (!network_pending()) {
        timer_at_set(due);
        wait_for_interrupt();
    }
    interrupts_on();
}

uint32_t guest(void)
{
    if (!network_begin()) {
        print("server: no network card\n");
        return NO_DEVICE_CODE;
    }
    ip_begin(boot_arguments());
    tcp_begin(services, random_word());
    timer_at_set(UINT64_MAX);
    interrupts_enable(EXTERNAL_ENABLE | TIMER_ENABLE);
    print("server at ");
    print_address(own_ip);
    print(", UDP port ");
    print_decimal(REQUESTS_PORT);
    print(", TCP ports ");
    print_decimal(LINES_PORT);
    print(" (lines) and ");
    print_decimal(HTTP_PORT);
    print(" (HTTP)\n");
    for (;;) {
        network_run();
        arp_run();
        bool more = tcp_run();
        network_flush();
        if (!more) {
            idle();
        }
    }
}
