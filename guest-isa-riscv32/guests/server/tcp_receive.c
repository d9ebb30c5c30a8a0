#include "tcp_connection.h"

/* RFC 6298, in integers. */
static void measured(struct connection *c, uint32_t ticks)
{
    if (!c->round_trip_known) {
        c->round_trip_known = true;
        c->round_trip = ticks * 8;
        c->round_trip_variation = ticks * 2;
    } else {
        int32_t error = (int32_t)(ticks - c->round_trip / 8);
        c->round_trip += (uint32_t)error;
        c->round_trip_variation += (uint32_t)(error < 0 ? -error : error) - c->round_trip_variation / 4;
    }
}

static void reset_retransmission(struct connection *c)
{
    uint64_t after = c->round_trip_known ? c->round_trip / 8 + (uint64_t)c->round_trip_variation : RETRANSMIT_FIRST;
    c->retransmit_after = after < RETRANSMIT_MIN ? RETRANSMIT_MIN : after > RETRANSMIT_MAX ? RETRANSMIT_MAX : after;
    c->tries = 0;
}

/* RFC 5681, by bytes (RFC 3465), since one acknowledgement may be for many segments; but what is acknowledged after a
 * timeout may have come long before. A window that did not limit does not grow. */
static void grow_congestion_window(struct connection *c, uint32_t acknowledged)
{
    if (!c->limited || c->congestion_window >= c->out.size) {
        return;
    }
    if (c->congestion_window < c->threshold) {
        c->congestion_window += c->repeating ? least(acknowledged, c->segment_max) : acknowledged;
    } else {
        c->grown += acknowledged;
        if (c->grown >= c->congestion_window) {
            c->grown -= c->congestion_window;
            c->congestion_window += c->segment_max;
        }
    }
}

/* RFC 6582: what was sent since leaves room for as much, but for one segment more each time. */
static void recover(struct connection *c, uint32_t acknowledged)
{
    if (after(c->unacknowledged, c->recovered_at) >= 0) {
        uint32_t flight = c->highest - c->unacknowledged;
        c->recovering = false;
        c->congestion_window = least(c->threshold, (flight > c->segment_max ? flight : c->segment_max) + c->segment_max);
    } else {
        c->congestion_window = c->segment_max + (c->congestion_window > acknowledged ? c->congestion_window - acknowledged : 0);
        send_first_again(c);
    }
}

static void advance(struct connection *c, uint32_t acknowledgement)
{
    uint32_t acknowledged = acknowledgement - c->unacknowledged;
    uint32_t bytes = acknowledged < c->out.count ? acknowledged : c->out.count;
    ring_drop(&c->out, bytes);
    c->fin_acknowledged |= acknowledged > bytes;
    c->unacknowledged = acknowledgement;
    if (after(c->next, acknowledgement) < 0) {
        c->next = acknowledgement;
    }
    if (c->timing && after(acknowledgement, c->timed_sequence) >= 0) {
        c->timing = false;
        measured(c, (uint32_t)(network_time - c->timed_at));
    }
    reset_retransmission(c);
    c->duplicates = 0;
    if (c->recovering) {
        recover(c, acknowledged);
    } else {
        c->repeating = c->repeating && after(acknowledgement, c->recovered_at) < 0;
        grow_congestion_window(c, acknowledged);
    }
    c->retransmit_at = c->unacknowledged == c->highest ? 0 : network_time + c->retransmit_after;
}

static void duplicate(struct connection *c)
{
    if (c->recovering) {
        c->congestion_window += c->segment_max;
    } else if (++c->duplicates == DUPLICATES_BEFORE_RESEND && !c->repeating) {
        c->threshold = half_of_flight(c);
        c->congestion_window = c->threshold + DUPLICATES_BEFORE_RESEND * c->segment_max;
        c->recovering = true;
        c->recovered_at = c->highest;
        send_first_again(c);
    }
}

static void window_told(struct connection *c, const struct segment *segment)
{
    bool newer = after(segment->sequence, c->window_sequence) > 0
        || (segment->sequence == c->window_sequence && after(segment->acknowledgement, c->window_acknowledgement) >= 0);
    if (!newer) {
        return;
    }
    if (c->window == 0) {
        c->tries = 0;
        if (segment->window > 0) {
            c->next = c->unacknowledged;
        }
    }
    c->window = segment->window;
    c->window_sequence = segment->sequence;
    c->window_acknowledgement = segment->acknowledgement;
}

/* False when the rest of the segment is to be ignored. */
static bool acknowledged(struct connection *c, const struct segment *segment)
{
    uint32_t acknowledgement = segment->acknowledgement;
    if (after(acknowledgement, c->highest) > 0) {
        c->acknowledge = true;
        return false;
    }
    if (after(acknowledgement, c->unacknowledged) > 0) {
        advance(c, acknowledgement);
    } else if (acknowledgement == c->unacknowledged && segment->length == 0 && !(segment->flags & FIN)
        && segment->window == c->window && c->window > 0 && c->highest != c->unacknowledged) {
        duplicate(c);
    }
    if (after(acknowledgement, c->unacknowledged) == 0) {
        window_told(c, segment);
    }
    return true;
}

/* Remembers bytes that came before those in front of them; false when too many parts are apart already. */
static bool keep(struct connection *c, uint32_t begin, uint32_t end)
{
    for (uint32_t i = 0; i < c->parts_count; i++) {
        struct part *part = &c->parts[i];
        if (after(begin, part->end) <= 0 && after(end, part->begin) >= 0) {
            part->begin = after(begin, part->begin) < 0 ? begin : part->begin;
            part->end = after(end, part->end) > 0 ? end : part->end;
            return true;
        }
    }
    if (c->parts_count == PARTS_MAX) {
        return false;
    }
    c->parts[c->parts_count++] = (struct part){begin, end};
    return true;
}

/* All up to here has come, and with it perhaps what kept parts waited for. */
static void complete(struct connection *c, uint32_t end)
{
    for (uint32_t i = 0; i < c->parts_count;) {
        if (after(c->parts[i].begin, end) > 0) {
            i++;
            continue;
        }
        end = after(c->parts[i].end, end) > 0 ? c->parts[i].end : end;
        c->parts[i] = c->parts[--c->parts_count];
        i = 0;
    }
    if (!c->done) {
        c->in.count += end - c->expected;
    }
    c->expected = end;
    if (c->fin_known && c->fin_at == c->expected) {
        c->expected++;
        c->advertised++;
        c->peer_done = true;
    }
}

/* RFC 5681, section 4.2. */
static void acknowledge_soon(struct connection *c)
{
    if (c->expected - c->acknowledged_in >= SEGMENTS_PER_ACKNOWLEDGEMENT * c->segment_in_max) {
        c->acknowledge = true;
    } else if (c->acknowledge_at == 0) {
        c->acknowledge_at = network_time + ACKNOWLEDGE_AFTER;
    }
}

static void take_bytes(struct connection *c, const struct segment *segment)
{
    bool fin = segment->flags & FIN;
    if (segment->length == 0 && !fin) {
        return;
    }
    c->segment_in_max = least(segment->length > c->segment_in_max ? segment->length : c->segment_in_max, OWN_SEGMENT_MAX);
    int32_t ahead = after(segment->sequence, c->expected);
    uint32_t known = ahead < 0 ? -(uint32_t)ahead : 0;
    uint32_t offset = ahead > 0 ? (uint32_t)ahead : 0;
    uint32_t room = c->advertised - c->expected - offset;
    if (c->peer_done || known > segment->length) {
        c->acknowledge = true;
        return;
    }
    uint32_t length = segment->length - known;
    if (length > room) {
        length = room;
    } else if (fin) {
        c->fin_known = true;
        c->fin_at = segment->sequence + segment->length;
    }
    uint32_t begin = c->expected + offset;
    if (!c->done && (offset == 0 || keep(c, begin, begin + length))) {
        ring_write(&c->in, c->in.count + offset, segment->bytes + known, length);
    }
    if (offset == 0) {
        /* Anything but the next bytes of a stream is worth telling at once. */
        c->acknowledge |= known > 0 || length < segment->length || c->parts_count > 0 || fin;
        complete(c, begin + length);
        acknowledge_soon(c);
    } else {
        /* For each one, at once: by their number the peer learns that something is missing. */
        send_acknowledgement(c);
    }
}

static bool within_window(const struct connection *c, const struct segment *segment)
{
    uint32_t length = segment->length + (segment->flags & SYN ? 1 : 0) + (segment->flags & FIN ? 1 : 0);
    int32_t begin = after(segment->sequence, c->expected);
    int32_t end = after(segment->sequence + length, c->expected);
    int32_t window = after(c->advertised, c->expected);
    return window == 0 ? length == 0 && begin == 0 : begin < window && (length == 0 ? begin >= 0 : end > 0);
}

static bool opened(struct connection *c, const struct segment *segment)
{
    if (segment->acknowledgement != c->unacknowledged + 1) {
        send_reset(c->peer_ip, c->service->port, c->peer_port, segment->acknowledgement, 0, 0);
        return false;
    }
    c->phase = OPEN;
    c->unacknowledged++;
    c->window = segment->window;
    c->window_sequence = segment->sequence;
    c->window_acknowledgement = segment->acknowledgement;
    c->retransmit_at = 0;
    if (c->tries == 0) {
        measured(c, (uint32_t)(network_time - c->timed_at));
    }
    reset_retransmission(c);
    return true;
}

void connection_segment(struct connection *c, const struct segment *segment)
{
    c->heard_at = network_time;
    c->unheard = 0;
    if (c->phase == OPENING && segment->flags & SYN && segment->sequence == c->expected - 1) {
        send_opening(c);
        return;
    }
    if (!within_window(c, segment)) {
        c->acknowledge |= !(segment->flags & RST);
        /* What the peer tells about our bytes counts even where its own come twice. */
        if (c->phase == OPEN && (segment->flags & (ACK | SYN | RST)) == ACK && after(segment->sequence, c->expected) <= 0) {
            acknowledged(c, segment);
        }
        return;
    }
    if (segment->flags & RST) {
        if (segment->sequence == c->expected) {
            connection_release(c);
        } else {
            c->acknowledge = true;
        }
        return;
    }
    if (segment->flags & SYN) {
        c->acknowledge = true;
        return;
    }
    if (!(segment->flags & ACK) || (c->phase == OPENING && !opened(c, segment)) || !acknowledged(c, segment)) {
        return;
    }
    if (c->phase == OPEN) {
        take_bytes(c, segment);
    }
    if (c->peer_done && c->fin_acknowledged) {
        connection_ended(c);
    }
}
