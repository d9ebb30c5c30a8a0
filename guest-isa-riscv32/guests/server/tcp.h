/* TCP (RFC 9293) for servers, with options for the segment size and the window's scale. */
#ifndef TCP_H
#define TCP_H

#include <stdbool.h>
#include <stdint.h>

#include "ring.h"

struct connection;

/* What listens on a port. */
struct service {
    uint16_t port;
    bool bulk; /* its connections get much room while there is some */
    /* Called when bytes, room or the peer's end may have come, and again when it took or added bytes; in portions, so that
     * others are not kept waiting. */
    void (*run)(struct connection *connection);
};

/* What a service keeps for a connection; zero at first. */
#define SERVICE_STATE_WORDS 48

struct ring *tcp_in(struct connection *connection);
struct ring *tcp_out(struct connection *connection);
void *tcp_state(struct connection *connection);

/* Whether the peer sends no more than what is in the ring. */
bool tcp_peer_done(const struct connection *connection);

/* Sends no more after what is in the ring; what the peer still sends is not kept. */
void tcp_close(struct connection *connection);

/* Ends the connection at once. */
void tcp_abort(struct connection *connection);

/* The last of the services has no port; secret makes sequence numbers hard to guess. */
void tcp_begin(const struct service *services, uint32_t secret);

/* True when there is more to do at once; else when something is due. */
bool tcp_run(void);
uint64_t tcp_due(void);

#endif
