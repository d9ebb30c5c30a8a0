#include "ip.h"

#include "bytes.h"
#include "text.h"

#define VERSION_LENGTH 0
#define VERSION_4_WORDS_5 0x45
#define TOTAL_LENGTH 2
#define IDENTIFICATION 4
#define FRAGMENT 6
#define FRAGMENT_BITS 0x3fffu
#define DO_NOT_FRAGMENT 0x4000u
#define LIFETIME 8
#define LIFETIME_VALUE 64
#define PROTOCOL 9
#define CHECKSUM 10
#define SOURCE 12
#define TARGET 16

#define ICMP_HEADER_BYTES 8
#define ICMP_ECHO 8
#define ICMP_ECHO_REPLY 0

uint32_t own_ip = 10u << 24 | 2 << 8 | 15;
static uint32_t gateway = 10u << 24 | 2 << 8 | 2;
static uint32_t mask = 0xffffff00u;

static bool read_address(const char **text, uint32_t *address)
{
    uint32_t value = 0;
    const char *at = *text;
    for (int i = 0; i < 4; i++) {
        uint32_t part;
        if ((i > 0 && *at++ != '.') || !text_number(&at, &part) || part > 255) {
            return false;
        }
        value = value << 8 | part;
    }
    *text = at;
    *address = value;
    return true;
}

void ip_begin(const char *boot_arguments)
{
    const char *at = text_option(boot_arguments, "ip");
    uint32_t own;
    uint32_t router;
    uint32_t bits;
    if (at && read_address(&at, &own) && *at++ == ':' && *at++ == ':' && read_address(&at, &router) && *at++ == ':'
        && read_address(&at, &bits)) {
        own_ip = own;
        gateway = router;
        mask = bits;
    }
}

/* As the hart reads the halfwords: the sum's bytes are exchanged in the end, which is as good. */
uint32_t sum_bytes(uint32_t sum, const uint8_t *bytes, uint32_t length)
{
    if (((uintptr_t)bytes & 3) == 0) {
        const uint32_t *words = (const void *)bytes;
        for (; length >= 32; length -= 32, words += 8) {
            sum = sum_add(sum_add(sum_add(sum_add(sum, words[0]), words[1]), words[2]), words[3]);
            sum = sum_add(sum_add(sum_add(sum_add(sum, words[4]), words[5]), words[6]), words[7]);
        }
        for (; length >= 4; length -= 4) {
            sum = sum_add(sum, *words++);
        }
        bytes = (const void *)words;
    }
    uint32_t rest = 0;
    for (; length >= 2; length -= 2, bytes += 2) {
        rest += bytes[0] | (uint32_t)bytes[1] << 8;
    }
    if (length) {
        rest += bytes[0];
    }
    return sum_add(sum, rest);
}

uint32_t sum_copied(uint32_t sum, uint8_t *to, const uint8_t *from, uint32_t length)
{
    if ((uintptr_t)from & 3) {
        memcpy(to, from, length);
        return sum_bytes(sum, to, length);
    }
    uint32_t *t = (void *)to;
    const uint32_t *f = (const void *)from;
    for (; length >= 16; length -= 16, t += 4, f += 4) {
        uint32_t a = f[0], b = f[1], c = f[2], d = f[3];
        t[0] = a, t[1] = b, t[2] = c, t[3] = d;
        sum = sum_add(sum_add(sum_add(sum_add(sum, a), b), c), d);
    }
    memcpy(t, f, length);
    return sum_bytes(sum, (const void *)t, length);
}

static uint32_t swapped(uint32_t half) { return (half & 0xff) << 8 | half >> 8; }

static uint32_t folded(uint32_t sum)
{
    sum = (sum & 0xffff) + (sum >> 16);
    return (sum & 0xffff) + (sum >> 16);
}

uint32_t sum_pseudo_header(uint32_t one_ip, uint32_t other_ip, uint8_t protocol, uint32_t length)
{
    return swapped(folded((one_ip >> 16) + (one_ip & 0xffff) + (other_ip >> 16) + (other_ip & 0xffff) + protocol + length));
}

/* To be stored with put16; 0 over what holds its own sum. */
uint16_t sum_finish(uint32_t sum) { return (uint16_t)~swapped(folded(sum)); }

static void fill_header(uint8_t *frame, uint32_t to, uint8_t protocol, uint32_t length)
{
    uint8_t *ip = frame + ETHERNET_BYTES;
    put16(frame + ETHERNET_TYPE, TYPE_IP);
    put16(ip + VERSION_LENGTH, VERSION_4_WORDS_5 << 8);
    put16(ip + TOTAL_LENGTH, IP_HEADER_BYTES + length);
    put16(ip + IDENTIFICATION, 0);
    put16(ip + FRAGMENT, DO_NOT_FRAGMENT);
    ip[LIFETIME] = LIFETIME_VALUE;
    ip[PROTOCOL] = protocol;
    put32(ip + SOURCE, own_ip);
    put32(ip + TARGET, to);
    put16(ip + CHECKSUM, ~folded((VERSION_4_WORDS_5 << 8) + IP_HEADER_BYTES + length + DO_NOT_FRAGMENT + (LIFETIME_VALUE << 8)
        + protocol + (own_ip >> 16) + (own_ip & 0xffff) + (to >> 16) + (to & 0xffff)));
}

void ip_send(uint8_t *frame, uint32_t to, uint8_t protocol, uint32_t length)
{
    fill_header(frame, to, protocol, length);
    arp_send(frame, IP_PAYLOAD + length, ((to ^ own_ip) & mask) == 0 ? to : gateway);
}

void ip_answer(uint8_t *frame, const struct packet *to, uint8_t protocol, uint32_t length)
{
    fill_header(frame, to->from, protocol, length);
    mac_copy(frame + ETHERNET_TARGET, to->from_mac);
    frame_send(frame, IP_PAYLOAD + length);
}

static void icmp_arrived(const struct packet *packet)
{
    if (packet->length < ICMP_HEADER_BYTES || packet->payload[0] != ICMP_ECHO
        || sum_finish(sum_bytes(0, packet->payload, packet->length)) != 0) {
        return;
    }
    uint8_t *frame = frame_new();
    if (frame) {
        uint8_t *icmp = frame + IP_PAYLOAD;
        memcpy(icmp, packet->payload, packet->length);
        put16(icmp, ICMP_ECHO_REPLY << 8);
        put16(icmp + 2, 0);
        put16(icmp + 2, sum_finish(sum_bytes(0, icmp, packet->length)));
        ip_answer(frame, packet, PROTOCOL_ICMP, packet->length);
    }
}

static void ip_arrived(const uint8_t *frame, uint32_t length)
{
    const uint8_t *ip = frame + ETHERNET_BYTES;
    length -= ETHERNET_BYTES;
    uint32_t header = (ip[VERSION_LENGTH] & 15u) * 4;
    if (length < IP_HEADER_BYTES || ip[VERSION_LENGTH] >> 4 != 4 || header < IP_HEADER_BYTES || header > length) {
        return;
    }
    uint32_t total = get16(ip + TOTAL_LENGTH);
    if (total < header || total > length || get16(ip + FRAGMENT) & FRAGMENT_BITS || get32(ip + TARGET) != own_ip
        || sum_finish(sum_bytes(0, ip, header)) != 0) {
        return;
    }
    struct packet packet = {get32(ip + SOURCE), frame + ETHERNET_SOURCE, ip + header, total - header};
    switch (ip[PROTOCOL]) {
    case PROTOCOL_ICMP:
        icmp_arrived(&packet);
        break;
    case PROTOCOL_UDP:
        udp_arrived(&packet);
        break;
    case PROTOCOL_TCP:
        tcp_arrived(&packet);
        break;
    }
}

void frame_arrived(const uint8_t *frame, uint32_t length)
{
    if (frame[ETHERNET_SOURCE] & 1) {
        return;
    }
    uint32_t type = get16(frame + ETHERNET_TYPE);
    if (type == TYPE_ARP) {
        arp_arrived(frame, length);
    } else if (type == TYPE_IP && mac_equal(frame + ETHERNET_TARGET, own_mac)) {
        ip_arrived(frame, length);
    }
}
