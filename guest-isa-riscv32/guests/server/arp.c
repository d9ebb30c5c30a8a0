#include "board.h"
#include "bytes.h"
#include "ip.h"
#include "text.h"

#define ARP_BYTES 28
#define KINDS 0
#define OPERATION 6
#define SENDER_MAC 8
#define SENDER_IP 14
#define TARGET_MAC 18
#define TARGET_IP 24
#define REQUEST 1
#define REPLY 2
static const uint8_t ethernet_and_ip[6] = {0, 1, 8, 0, 6, 4};

#define NEIGHBOURS 16
#define ASK_AGAIN_TICKS TICKS_PER_SECOND
#define TRIES_MAX 3
/* After so long a neighbour is asked whether it is still there. */
#define CONFIRMED_TICKS_MAX (60ull * TICKS_PER_SECOND)

struct neighbour {
    uint32_t ip;
    uint8_t mac[MAC_BYTES] __attribute__((aligned(2)));
    bool known;
    uint8_t tries;
    uint64_t ask_at;
    uint64_t confirmed_at;
    uint64_t used_at;
    uint8_t *frame;
    uint32_t frame_length;
};

static struct neighbour neighbours[NEIGHBOURS];
/* Not later than the first ask_at of those who were asked. */
static uint64_t due = UINT64_MAX;

static void forget(struct neighbour *neighbour)
{
    if (neighbour->frame) {
        frame_drop(neighbour->frame);
    }
    memset(neighbour, 0, sizeof *neighbour);
}

static struct neighbour *find(uint32_t ip)
{
    for (struct neighbour *neighbour = neighbours; neighbour < neighbours + NEIGHBOURS; neighbour++) {
        if (neighbour->ip == ip) {
            return neighbour;
        }
    }
    return 0;
}

/* In the place of the one that was not used for longest. */
static struct neighbour *add(uint32_t ip)
{
    struct neighbour *oldest = neighbours;
    for (struct neighbour *neighbour = neighbours; neighbour < neighbours + NEIGHBOURS; neighbour++) {
        if (neighbour->used_at < oldest->used_at) {
            oldest = neighbour;
        }
    }
    forget(oldest);
    oldest->ip = ip;
    oldest->used_at = network_time;
    return oldest;
}

static void say(uint32_t operation, const uint8_t *frame_target, const uint8_t *target_mac, uint32_t target_ip)
{
    uint8_t *frame = frame_new();
    if (!frame) {
        return;
    }
    uint8_t *arp = frame + ETHERNET_BYTES;
    mac_copy(frame + ETHERNET_TARGET, frame_target);
    put16(frame + ETHERNET_TYPE, TYPE_ARP);
    memcpy(arp + KINDS, ethernet_and_ip, sizeof ethernet_and_ip);
    put16(arp + OPERATION, operation);
    memcpy(arp + SENDER_MAC, own_mac, MAC_BYTES);
    put32(arp + SENDER_IP, own_ip);
    memcpy(arp + TARGET_MAC, target_mac, MAC_BYTES);
    put32(arp + TARGET_IP, target_ip);
    frame_send(frame, ETHERNET_BYTES + ARP_BYTES);
}

static void ask(struct neighbour *neighbour)
{
    static const uint8_t everybody[MAC_BYTES] __attribute__((aligned(2))) = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
    static const uint8_t nobody[MAC_BYTES] __attribute__((aligned(2)));
    neighbour->tries++;
    neighbour->ask_at = network_time + ASK_AGAIN_TICKS;
    due = neighbour->ask_at < due ? neighbour->ask_at : due;
    say(REQUEST, everybody, nobody, neighbour->ip);
}

static void send_to(const struct neighbour *neighbour, uint8_t *frame, uint32_t length)
{
    mac_copy(frame + ETHERNET_TARGET, neighbour->mac);
    frame_send(frame, length);
}

void arp_send(uint8_t *frame, uint32_t length, uint32_t ip)
{
    struct neighbour *neighbour = find(ip);
    if (!neighbour) {
        neighbour = add(ip);
    }
    neighbour->used_at = network_time;
    if (neighbour->known) {
        send_to(neighbour, frame, length);
    } else {
        if (neighbour->frame) {
            frame_drop(neighbour->frame);
        }
        neighbour->frame = frame;
        neighbour->frame_length = length;
    }
    if (neighbour->tries == 0 && (!neighbour->known || network_time - neighbour->confirmed_at > CONFIRMED_TICKS_MAX)) {
        ask(neighbour);
    }
}

static void learn(struct neighbour *neighbour, const uint8_t *mac)
{
    memcpy(neighbour->mac, mac, MAC_BYTES);
    neighbour->known = true;
    neighbour->tries = 0;
    neighbour->confirmed_at = network_time;
    if (neighbour->frame) {
        send_to(neighbour, neighbour->frame, neighbour->frame_length);
        neighbour->frame = 0;
    }
}

void arp_arrived(const uint8_t *frame, uint32_t length)
{
    const uint8_t *arp = frame + ETHERNET_BYTES;
    if (length < ETHERNET_BYTES + ARP_BYTES || memcmp(arp + KINDS, ethernet_and_ip, sizeof ethernet_and_ip) != 0) {
        return;
    }
    uint32_t sender = get32(arp + SENDER_IP);
    bool for_us = get32(arp + TARGET_IP) == own_ip;
    if (arp[SENDER_MAC] & 1 || sender == own_ip) {
        return;
    }
    struct neighbour *neighbour = sender == 0 ? 0 : find(sender);
    if (!neighbour && sender != 0 && for_us) {
        neighbour = add(sender);
    }
    if (neighbour) {
        learn(neighbour, arp + SENDER_MAC);
    }
    if (for_us && get16(arp + OPERATION) == REQUEST) {
        say(REPLY, arp + SENDER_MAC, arp + SENDER_MAC, sender);
    }
}

uint64_t arp_due(void) { return due; }

void arp_run(void)
{
    if (network_time < due) {
        return;
    }
    due = UINT64_MAX;
    for (struct neighbour *neighbour = neighbours; neighbour < neighbours + NEIGHBOURS; neighbour++) {
        if (neighbour->tries == 0) {
            continue;
        }
        if (neighbour->ask_at > network_time) {
            due = neighbour->ask_at < due ? neighbour->ask_at : due;
        } else if (neighbour->tries == TRIES_MAX) {
            forget(neighbour);
        } else {
            ask(neighbour);
        }
    }
}
