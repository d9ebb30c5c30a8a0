#include "tcp_connection.h"

static void fill(uint8_t *tcp, uint16_t port, uint16_t to_port, uint32_t sequence, uint32_t acknowledgement, uint32_t flags,
    uint32_t window, uint32_t header)
{
    put16(tcp + SOURCE_PORT, port);
    put16(tcp + TARGET_PORT, to_port);
    put32(tcp + SEQUENCE, sequence);
    put32(tcp + ACKNOWLEDGEMENT, acknowledgement);
    tcp[DATA_OFFSET] = (uint8_t)(header / 4 << 4);
    tcp[FLAGS] = (uint8_t)flags;
    put16(tcp + WINDOW, window);
    put32(tcp + CHECKSUM, 0);
}

/* What follows the header is that long and has that sum. */
static void finish(uint8_t *frame, uint32_t to, uint32_t header, uint32_t length, uint32_t sum)
{
    uint8_t *tcp = frame + IP_PAYLOAD;
    sum = sum_add(sum_bytes(sum, tcp, header), sum_pseudo_header(own_ip, to, PROTOCOL_TCP, header + length));
    put16(tcp + CHECKSUM, sum_finish(sum));
    ip_send(frame, to, PROTOCOL_TCP, header + length);
}

void send_reset(uint32_t to, uint16_t port, uint16_t to_port, uint32_t sequence, uint32_t acknowledgement, uint32_t flags)
{
    uint8_t *frame = frame_new();
    if (frame) {
        fill(frame + IP_PAYLOAD, port, to_port, sequence, acknowledgement, RST | flags, 0, TCP_HEADER_BYTES);
        finish(frame, to, TCP_HEADER_BYTES, 0, 0);
    }
}

static void timer_start(struct connection *c)
{
    c->retransmit_at = network_time + c->retransmit_after;
}

static uint32_t window_room(const struct connection *c)
{
    return least(c->done ? c->in.size : ring_room(&c->in), window_max(c));
}

/* The window as it is told to the peer; small openings are not told. */
static uint32_t window_to_tell(struct connection *c)
{
    uint32_t room = window_room(c);
    uint32_t told = (uint32_t)after(c->advertised, c->expected);
    if (room < told || room - told >= OWN_SEGMENT_MAX || room == window_max(c)) {
        told = room < told ? told : room;
        c->advertised = c->expected + told;
    }
    return told;
}

/* Fills in the header and sends; the data, if any, are in the frame. */
static void send_filled(struct connection *c, uint8_t *frame, uint32_t sequence, uint32_t flags, uint32_t header, uint32_t length,
    uint32_t sum)
{
    uint32_t window = window_to_tell(c);
    window = flags & SYN ? least(window, WINDOW_MAX) : c->scaled ? window >> OWN_SCALE : window;
    c->acknowledge = false;
    c->acknowledge_at = 0;
    c->acknowledged_in = c->expected;
    fill(frame + IP_PAYLOAD, c->service->port, c->peer_port, sequence, c->expected, flags, window, header);
    finish(frame, c->peer_ip, header, length, sum);
}

/* A segment without data. */
static void send_bare(struct connection *c, uint32_t sequence)
{
    uint8_t *frame = frame_new();
    if (frame) {
        send_filled(c, frame, sequence, ACK, TCP_HEADER_BYTES, 0, 0);
    }
}

/* Copies from out behind the header; the sum of it. */
static uint32_t fill_data(const struct connection *c, uint32_t offset, uint8_t *to, uint32_t length)
{
    uint32_t part = length;
    const uint8_t *from = ring_piece(&c->out, offset, &part);
    if (part == length) {
        return sum_copied(0, to, from, length);
    }
    ring_copy(&c->out, offset, to, length);
    return sum_bytes(0, to, length);
}

void send_opening(struct connection *c)
{
    uint8_t *frame = frame_new();
    timer_start(c);
    if (frame) {
        uint8_t *options = frame + IP_PAYLOAD + OPTIONS;
        options[0] = OPTION_SEGMENT_MAX;
        options[1] = OPTION_SEGMENT_MAX_BYTES;
        put16(options + 2, OWN_SEGMENT_MAX);
        uint32_t bytes = OPTION_SEGMENT_MAX_BYTES;
        if (c->scaled) {
            options[bytes++] = OPTION_NOTHING;
            options[bytes++] = OPTION_SCALE;
            options[bytes++] = OPTION_SCALE_BYTES;
            options[bytes++] = OWN_SCALE;
        }
        send_filled(c, frame, c->unacknowledged, SYN | ACK, TCP_HEADER_BYTES + bytes, 0, 0);
    }
}

/* A part of out and, if asked for, the end behind it. False when there was no room for a frame. */
static bool send_part(struct connection *c, uint32_t length, bool fin)
{
    uint8_t *frame = frame_new();
    if (!frame) {
        return false;
    }
    uint32_t offset = c->next - c->unacknowledged;
    uint32_t sum = fill_data(c, offset, frame + IP_PAYLOAD + TCP_HEADER_BYTES, length);
    uint32_t flags = ACK | (fin ? FIN : 0) | (length > 0 && offset + length == c->out.count ? PSH : 0);
    if (!c->timing && c->next == c->highest) {
        c->timing = true;
        c->timed_sequence = c->next + length + fin;
        c->timed_at = network_time;
    }
    send_filled(c, frame, c->next, flags, TCP_HEADER_BYTES, length, sum);
    c->sent_at = network_time;
    c->next += length + fin;
    c->first_to_close |= fin && !c->peer_done;
    if (after(c->next, c->highest) > 0) {
        c->highest = c->next;
    }
    if (c->retransmit_at == 0) {
        timer_start(c);
    }
    return true;
}

static void send_data(struct connection *c)
{
    /* RFC 5681, section 4.1: what the path bore before nothing was sent for long tells nothing. */
    if (c->next == c->unacknowledged && network_time - c->sent_at > c->retransmit_after) {
        c->congestion_window = least(c->congestion_window, WINDOW_SEGMENTS_FIRST * c->segment_max);
    }
    uint32_t limit = least(c->window, c->congestion_window);
    for (;;) {
        uint32_t flight = c->next - c->unacknowledged;
        bool fin_out = flight > c->out.count;
        uint32_t unsent = fin_out ? 0 : c->out.count - flight;
        uint32_t length = least(least(unsent, c->segment_max), limit > flight ? limit - flight : 0);
        bool fin = c->done && !fin_out && !c->fin_acknowledged && length == unsent;
        bool small = length < c->segment_max && length < unsent;
        if ((length == 0 && !fin) || (small && flight > 0)) {
            c->limited = unsent > 0 && flight + c->segment_max > c->congestion_window;
            if (unsent > 0 && c->retransmit_at == 0) {
                timer_start(c);
            }
            return;
        }
        if (!send_part(c, length, fin)) {
            return;
        }
    }
}

void send_acknowledgement(struct connection *c) { send_bare(c, c->next); }

void connection_output(struct connection *c)
{
    if (c->phase == OPEN) {
        send_data(c);
        uint32_t told = (uint32_t)after(c->advertised, c->expected);
        c->acknowledge |= window_room(c) >= told + window_max(c) / 4 && !c->peer_done;
        if (c->acknowledge_at != 0 && c->acknowledge_at <= network_time) {
            c->acknowledge = true;
            c->acknowledge_at = 0;
        }
    }
    if (c->acknowledge && c->phase >= OPEN) {
        send_acknowledgement(c);
    }
}

/* Begins again behind what is acknowledged. */
void send_again(struct connection *c)
{
    c->timing = false;
    c->recovering = false;
    c->next = c->unacknowledged;
    if (c->window == 0 && c->out.count > 0) {
        send_part(c, 1, false);
    } else {
        send_data(c);
    }
    timer_start(c);
}

void send_first_again(struct connection *c)
{
    uint32_t next = c->next;
    uint32_t length = least(c->out.count, c->segment_max);
    c->timing = false;
    c->next = c->unacknowledged;
    send_part(c, length, c->done && length == c->out.count);
    c->next = after(next, c->next) > 0 ? next : c->next;
}

/* What the peer must answer, for it has it already. */
void send_probe(struct connection *c) { send_bare(c, c->next - 1); }
