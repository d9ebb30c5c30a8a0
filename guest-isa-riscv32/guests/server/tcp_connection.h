/* A connection, shared by the parts of TCP. Names of RFC 9293 in comments. */
#ifndef TCP_CONNECTION_H
#define TCP_CONNECTION_H

#include "board.h"
#include "bytes.h"
#include "ip.h"
#include "tcp.h"

#define SOURCE_PORT 0
#define TARGET_PORT 2
#define SEQUENCE 4
#define ACKNOWLEDGEMENT 8
#define DATA_OFFSET 12
#define FLAGS 13
#define WINDOW 14
#define CHECKSUM 16
#define OPTIONS 20
#define TCP_HEADER_BYTES 20
#define OPTION_END 0
#define OPTION_NOTHING 1
#define OPTION_SEGMENT_MAX 2
#define OPTION_SEGMENT_MAX_BYTES 4
#define OPTION_SCALE 3
#define OPTION_SCALE_BYTES 3
#define SCALE_MAX 14
#define NO_SCALE UINT32_MAX

#define FIN 0x01u
#define SYN 0x02u
#define RST 0x04u
#define PSH 0x08u
#define ACK 0x10u

#define CONNECTIONS 24
#define IN_BYTES 8192
#define OUT_BYTES 16384
/* What 50 Mbit/s take in 20 ms. */
#define IN_BYTES_MUCH 131072
#define OUT_BYTES_MUCH 131072
#define OWN_SCALE 2
#define WINDOW_MAX 0xffffu
#define OWN_SEGMENT_MAX (IP_PAYLOAD_MAX - TCP_HEADER_BYTES)
#define PEER_SEGMENT_DEFAULT 536
#define PEER_SEGMENT_MIN 64

#define MILLIS ((uint64_t)TICKS_PER_MILLI)
#define RETRANSMIT_FIRST (1000 * MILLIS)
#define RETRANSMIT_MIN (200 * MILLIS)
#define RETRANSMIT_MAX (10000 * MILLIS)
#define TRIES_MAX 12
#define OPENING_TRIES_MAX 5
#define DUPLICATES_BEFORE_RESEND 3
#define PARTS_MAX 16
#define WINDOW_SEGMENTS_FIRST 10
#define LINGER (10000 * MILLIS)
#define PEER_CLOSE_MAX (60000 * MILLIS)
#define ACKNOWLEDGE_AFTER (20 * MILLIS)
#define SEGMENTS_PER_ACKNOWLEDGEMENT 2
#define KEEP_ALIVE_AFTER (60000 * MILLIS)
#define KEEP_ALIVE_EVERY (10000 * MILLIS)
#define KEEP_ALIVE_TRIES_MAX 6

enum phase {
    FREE,
    OPENING,  /* SYN-RECEIVED */
    OPEN,     /* ESTABLISHED, and with either side done: CLOSE-WAIT, FIN-WAIT, CLOSING, LAST-ACK */
    LINGERING /* TIME-WAIT */
};

/* Bytes in the ring of which some before them are missing. */
struct part {
    uint32_t begin;
    uint32_t end;
};

struct connection {
    enum phase phase;
    const struct service *service;
    uint32_t peer_ip;
    uint16_t peer_port;

    uint32_t unacknowledged;   /* SND.UNA: sequence number of the first byte in out */
    uint32_t next;             /* SND.NXT */
    uint32_t highest;          /* SND.NXT before anything was sent again */
    uint32_t window;           /* SND.WND */
    uint32_t window_sequence;  /* SND.WL1 */
    uint32_t window_acknowledgement; /* SND.WL2 */
    uint32_t segment_max;
    uint32_t congestion_window;
    bool limited; /* by the congestion window, when data were sent last */
    uint32_t threshold;
    uint32_t duplicates;
    uint32_t grown;  /* acknowledged since the congestion window last grew beyond the threshold */
    bool recovering; /* what was lost is sent again, part by part, up to recovered_at */
    bool repeating;  /* all is sent again up to recovered_at, for nothing was heard */
    uint32_t recovered_at;
    bool done;      /* the service sends no more */
    bool fin_acknowledged;
    bool first_to_close; /* and so the one who lingers, lest the last acknowledgement is lost */
    bool scaled;           /* both sides' windows are, but in segments with SYN */
    uint32_t peer_scale;
    uint64_t sent_at;
    struct ring out;

    uint32_t expected;   /* RCV.NXT */
    uint32_t advertised; /* first sequence number that the peer may not send */
    struct part parts[PARTS_MAX];
    uint32_t parts_count;
    bool fin_known;
    uint32_t fin_at;
    bool peer_done;
    bool acknowledge;
    uint64_t acknowledge_at;
    uint32_t acknowledged_in; /* expected, as the peer was told last */
    uint32_t segment_in_max;  /* the largest that came */
    struct ring in;

    uint64_t retransmit_at; /* 0 for never, as the others */
    uint64_t retransmit_after;
    uint32_t tries;
    bool round_trip_known;
    uint32_t round_trip;           /* smoothed, in ticks, eight times */
    uint32_t round_trip_variation; /* in ticks, four times */
    bool timing;
    uint32_t timed_sequence;
    uint64_t timed_at;
    uint64_t end_at;
    uint64_t heard_at;
    uint32_t unheard; /* keep-alive probes since */

    uint32_t state[SERVICE_STATE_WORDS];
};

struct segment {
    uint32_t from;
    uint16_t from_port;
    uint16_t port;
    uint32_t sequence;
    uint32_t acknowledgement;
    uint32_t flags;
    uint32_t window;
    uint32_t segment_max; /* with SYN, as what follows */
    uint32_t scale;
    const uint8_t *bytes;
    uint32_t length;
};

/* Distances between sequence numbers that wrap around. */
static inline int32_t after(uint32_t one, uint32_t other) { return (int32_t)(one - other); }

/* What there may be of a window at most: as far as its number, and the room, go. */
static inline uint32_t window_max(const struct connection *c)
{
    return least(c->in.size, c->scaled ? WINDOW_MAX << OWN_SCALE : WINDOW_MAX);
}

/* RFC 5681, (4). */
static inline uint32_t half_of_flight(const struct connection *c)
{
    uint32_t half = (c->highest - c->unacknowledged) / 2;
    return half < 2 * c->segment_max ? 2 * c->segment_max : half;
}

void buffers_begin(void);
/* The index is the connection's own. */
void buffers_take(struct connection *connection, uint32_t index, bool much);
void buffers_release(const struct connection *connection);

void connection_open(const struct service *service, const struct segment *syn);
void connection_release(struct connection *connection);
/* Both sides are done and have acknowledged it. */
void connection_ended(struct connection *connection);
void connection_segment(struct connection *connection, const struct segment *segment);

/* Sends what may be sent now, at least the acknowledgement that is due. */
void connection_output(struct connection *connection);
void send_acknowledgement(struct connection *connection);
void send_opening(struct connection *connection);
void send_again(struct connection *connection);
void send_first_again(struct connection *connection);
void send_probe(struct connection *connection);
void send_reset(uint32_t to, uint16_t port, uint16_t to_port, uint32_t sequence, uint32_t acknowledgement, uint32_t flags);

#endif
