/* The table of connections: which segment is whose, when something is due, and the services. */
#include "tcp_connection.h"

static struct connection connections[CONNECTIONS];
/* Those from here on are free. */
static struct connection *connections_end = connections;
static const struct service *all_services;
static uint32_t secret;
/* Whether there is something to be done for a connection before it is due. */
static bool stirred;
/* Not later than the first time at which something is due. */
static uint64_t next_due = UINT64_MAX;

void tcp_begin(const struct service *services, uint32_t chosen_secret)
{
    all_services = services;
    secret = chosen_secret;
    buffers_begin();
}

struct ring *tcp_in(struct connection *c) { return &c->in; }
struct ring *tcp_out(struct connection *c) { return &c->out; }
void *tcp_state(struct connection *c) { return c->state; }
bool tcp_peer_done(const struct connection *c) { return c->peer_done; }

void tcp_close(struct connection *c)
{
    c->done = true;
    ring_drop(&c->in, c->in.count);
}

void tcp_abort(struct connection *c)
{
    send_reset(c->peer_ip, c->service->port, c->peer_port, c->next, c->expected, ACK);
    connection_release(c);
}

void connection_release(struct connection *c)
{
    buffers_release(c);
    memset(c, 0, sizeof *c);
    while (connections_end > connections && connections_end[-1].phase == FREE) {
        connections_end--;
    }
}

void connection_ended(struct connection *c)
{
    if (!c->first_to_close) {
        connection_release(c);
        return;
    }
    c->phase = LINGERING;
    buffers_release(c);
    buffers_take(c, (uint32_t)(c - connections), false);
    c->retransmit_at = 0;
    c->acknowledge_at = 0;
    c->end_at = network_time + LINGER;
}

/* RFC 6528: grows with time, and differs from peer to peer in a way that is not known outside. */
static uint32_t first_sequence(const struct segment *syn)
{
    uint32_t parts[] = {syn->from, (uint32_t)syn->from_port << 16 | syn->port, secret};
    uint32_t mix = secret;
    for (uint32_t i = 0; i < sizeof parts / sizeof parts[0]; i++) {
        mix = (mix ^ parts[i]) * 0x85ebca6bu;
        mix = (mix ^ mix >> 15) * 0xc2b2ae35u;
        mix ^= mix >> 13;
    }
    return mix + (uint32_t)(network_time >> 5);
}

static struct connection *place(void)
{
    struct connection *oldest = 0;
    for (struct connection *c = connections; c < connections + CONNECTIONS; c++) {
        if (c->phase == FREE) {
            return c;
        }
        if (c->phase == LINGERING && (!oldest || c->end_at < oldest->end_at)) {
            oldest = c;
        }
    }
    return oldest;
}

void connection_open(const struct service *service, const struct segment *syn)
{
    struct connection *c = place();
    if (!c) {
        return;
    }
    connection_release(c);
    connections_end = c < connections_end ? connections_end : c + 1;
    c->phase = OPENING;
    c->service = service;
    c->peer_ip = syn->from;
    c->peer_port = syn->from_port;
    buffers_take(c, (uint32_t)(c - connections), service->bulk);
    c->scaled = syn->scale != NO_SCALE;
    c->peer_scale = c->scaled ? syn->scale : 0;
    c->unacknowledged = first_sequence(syn);
    c->next = c->unacknowledged + 1;
    c->highest = c->next;
    c->window = syn->window;
    c->expected = syn->sequence + 1;
    c->acknowledged_in = c->expected;
    c->advertised = c->expected + window_max(c);
    c->segment_max = syn->segment_max < PEER_SEGMENT_MIN ? PEER_SEGMENT_MIN
        : syn->segment_max > OWN_SEGMENT_MAX ? OWN_SEGMENT_MAX : syn->segment_max;
    c->congestion_window = WINDOW_SEGMENTS_FIRST * c->segment_max;
    c->segment_in_max = PEER_SEGMENT_DEFAULT;
    c->threshold = UINT32_MAX;
    c->retransmit_after = RETRANSMIT_FIRST;
    c->heard_at = network_time;
    c->timed_at = c->heard_at;
    send_opening(c);
}

static const struct service *service_at(uint16_t port)
{
    for (const struct service *service = all_services; service->port != 0; service++) {
        if (service->port == port) {
            return service;
        }
    }
    return 0;
}

static struct connection *find(const struct segment *segment)
{
    for (struct connection *c = connections; c < connections_end; c++) {
        if (c->phase != FREE && c->peer_ip == segment->from && c->peer_port == segment->from_port
            && c->service->port == segment->port) {
            return c;
        }
    }
    return 0;
}

static void refuse(const struct segment *segment)
{
    if (segment->flags & RST) {
        return;
    }
    if (segment->flags & ACK) {
        send_reset(segment->from, segment->port, segment->from_port, segment->acknowledgement, 0, 0);
    } else {
        uint32_t length = segment->length + (segment->flags & SYN ? 1 : 0) + (segment->flags & FIN ? 1 : 0);
        send_reset(segment->from, segment->port, segment->from_port, 0, segment->sequence + length, ACK);
    }
}

static void read_options(struct segment *segment, const uint8_t *options, uint32_t length)
{
    segment->segment_max = PEER_SEGMENT_DEFAULT;
    segment->scale = NO_SCALE;
    for (uint32_t at = 0; at < length && options[at] != OPTION_END;) {
        if (options[at] == OPTION_NOTHING) {
            at++;
            continue;
        }
        if (at + 1 >= length || options[at + 1] < 2 || at + options[at + 1] > length) {
            break;
        }
        if (options[at] == OPTION_SEGMENT_MAX && options[at + 1] == OPTION_SEGMENT_MAX_BYTES) {
            segment->segment_max = get16(options + at + 2);
        } else if (options[at] == OPTION_SCALE && options[at + 1] == OPTION_SCALE_BYTES) {
            segment->scale = least(options[at + 2], SCALE_MAX);
        }
        at += options[at + 1];
    }
}

void tcp_arrived(const struct packet *packet)
{
    const uint8_t *tcp = packet->payload;
    if (packet->length < TCP_HEADER_BYTES) {
        return;
    }
    uint32_t header = (tcp[DATA_OFFSET] >> 4) * 4u;
    uint32_t sum = sum_pseudo_header(packet->from, own_ip, PROTOCOL_TCP, packet->length);
    if (header < TCP_HEADER_BYTES || header > packet->length || sum_finish(sum_bytes(sum, tcp, packet->length)) != 0) {
        return;
    }
    struct segment segment = {
        .from = packet->from,
        .from_port = (uint16_t)get16(tcp + SOURCE_PORT),
        .port = (uint16_t)get16(tcp + TARGET_PORT),
        .sequence = get32(tcp + SEQUENCE),
        .acknowledgement = get32(tcp + ACKNOWLEDGEMENT),
        .flags = tcp[FLAGS],
        .window = get16(tcp + WINDOW),
        .bytes = tcp + header,
        .length = packet->length - header,
    };
    struct connection *c = find(&segment);
    stirred = true;
    if (segment.flags & SYN) {
        read_options(&segment, tcp + OPTIONS, header - OPTIONS);
    } else if (c) {
        segment.window <<= c->peer_scale;
    }
    const struct service *service = service_at(segment.port);
    if (c && c->phase == LINGERING && (segment.flags & (SYN | ACK | RST)) == SYN && after(segment.sequence, c->expected) >= 0) {
        connection_release(c);
        c = 0;
    }
    if (c) {
        connection_segment(c, &segment);
    } else if (service && (segment.flags & (SYN | ACK | RST)) == SYN) {
        connection_open(service, &segment);
    } else {
        refuse(&segment);
    }
}

static void give_up(struct connection *c)
{
    if (c->phase == OPEN) {
        tcp_abort(c);
    } else {
        connection_release(c);
    }
}

static void retransmit(struct connection *c)
{
    if (++c->tries > (c->phase == OPENING ? OPENING_TRIES_MAX : TRIES_MAX)) {
        give_up(c);
        return;
    }
    c->retransmit_after = c->retransmit_after * 2 > RETRANSMIT_MAX ? RETRANSMIT_MAX : c->retransmit_after * 2;
    if (c->phase == OPENING) {
        send_opening(c);
        return;
    }
    if (c->window > 0) {
        c->threshold = half_of_flight(c);
        c->congestion_window = c->segment_max;
        c->repeating = true;
        c->recovered_at = c->highest;
    }
    c->duplicates = 0;
    send_again(c);
}

/* When a probe, or the end, of a silent connection is due; 0 for never. */
static uint64_t silence_due(const struct connection *c)
{
    if (c->phase != OPEN || c->retransmit_at != 0) {
        return 0;
    }
    if (c->fin_acknowledged) {
        return c->heard_at + PEER_CLOSE_MAX;
    }
    return c->heard_at + KEEP_ALIVE_AFTER + c->unheard * KEEP_ALIVE_EVERY;
}

static void silent(struct connection *c)
{
    if (c->fin_acknowledged || c->unheard == KEEP_ALIVE_TRIES_MAX) {
        give_up(c);
    } else {
        c->unheard++;
        send_probe(c);
    }
}

static bool is_due(uint64_t due, uint64_t time) { return due != 0 && due <= time; }

static void keep_time(struct connection *c)
{
    if (is_due(c->retransmit_at, network_time)) {
        retransmit(c);
    } else if (is_due(c->end_at, network_time)) {
        connection_release(c);
    } else if (is_due(silence_due(c), network_time)) {
        silent(c);
    }
}

/* Whether bytes were taken or added, so that there may be more to do. */
static bool serve(struct connection *c)
{
    uint32_t in = c->in.count;
    uint32_t out = c->out.count;
    c->service->run(c);
    return c->phase == OPEN && !c->done && (c->in.count != in || c->out.count != out);
}

static uint64_t sooner(uint64_t one, uint64_t other) { return other != 0 && other < one ? other : one; }

bool tcp_run(void)
{
    if (!stirred && network_time < next_due) {
        return false;
    }
    bool more = false;
    next_due = UINT64_MAX;
    for (struct connection *c = connections; c < connections_end; c++) {
        keep_time(c);
        if (c->phase == OPEN && !c->done) {
            more |= serve(c);
        }
        if (c->phase != FREE) {
            connection_output(c);
        }
        next_due = sooner(sooner(sooner(sooner(next_due, c->retransmit_at), c->acknowledge_at), c->end_at), silence_due(c));
    }
    stirred = more || network_starved();
    return more;
}

uint64_t tcp_due(void) { return next_due; }
