#include "bytes.h"
#include "ip.h"
#include "requests.h"
#include "text.h"

#define SOURCE_PORT 0
#define TARGET_PORT 2
#define LENGTH 4
#define CHECKSUM 6
#define UDP_HEADER_BYTES 8

static uint16_t checksum(const struct packet *packet, const uint8_t *udp, uint32_t length)
{
    uint32_t sum = sum_pseudo_header(packet->from, own_ip, PROTOCOL_UDP, length);
    return sum_finish(sum_bytes(sum, udp, length));
}

void udp_arrived(const struct packet *packet)
{
    const uint8_t *udp = packet->payload;
    if (packet->length < UDP_HEADER_BYTES || get16(udp + TARGET_PORT) != REQUESTS_PORT) {
        return;
    }
    uint32_t length = get16(udp + LENGTH);
    if (length < UDP_HEADER_BYTES || length > packet->length
        || (get16(udp + CHECKSUM) != 0 && checksum(packet, udp, length) != 0)) {
        return;
    }
    const uint8_t *answer = request_arrived(udp + UDP_HEADER_BYTES, length - UDP_HEADER_BYTES);
    uint8_t *frame = answer ? frame_new() : 0;
    if (!frame) {
        return;
    }
    uint8_t *out = frame + IP_PAYLOAD;
    length = UDP_HEADER_BYTES + ANSWER_BYTES;
    put16(out + SOURCE_PORT, REQUESTS_PORT);
    put16(out + TARGET_PORT, get16(udp + SOURCE_PORT));
    put16(out + LENGTH, length);
    put16(out + CHECKSUM, 0);
    memcpy(out + UDP_HEADER_BYTES, answer, ANSWER_BYTES);
    uint16_t sum = checksum(packet, out, length);
    put16(out + CHECKSUM, sum ? sum : 0xffff);
    ip_answer(frame, packet, PROTOCOL_UDP, length);
}
