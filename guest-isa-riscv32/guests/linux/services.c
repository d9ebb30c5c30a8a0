/* What a web server cannot do: numbered requests over UDP, and lines over TCP, by the kernel's network. An ordinary process,
 * which ends when it cannot serve. */
#include "server/requests.h"
#include "server/services.h"
#include "system.h"
#include "text.h"

#define CONNECTIONS 32
#define IN_BYTES 2048
#define OUT_BYTES 4096
#define BACKLOG 64
#define DATAGRAM_BYTES_MAX 1500
#define REQUESTS_PER_TURN 64

enum { REQUESTS, LINES, FIXED };

struct connection {
    bool used;
    int file;
    bool peer_done;
    bool done;
    bool shut;
    struct ring in;
    struct ring out;
    uint32_t state[SERVICE_STATE_WORDS];
};

static struct connection connections[CONNECTIONS];
static uint8_t in_bytes[CONNECTIONS][IN_BYTES];
static uint8_t out_bytes[CONNECTIONS][OUT_BYTES];
static struct poll polls[FIXED + CONNECTIONS];

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
    CALL1(CLOSE, c->file);
    memset(c, 0, sizeof *c);
}

static void say(const char *text) { CALL3(WRITE, 1, text, text_length(text)); }

/* Whether bytes were taken or added, so that more may follow. */
static bool serve(struct connection *c)
{
    uint32_t in = c->in.count;
    uint32_t out = c->out.count;
    lines_run(c);
    return c->in.count != in || c->out.count != out;
}

/* What can be read or written in one piece. */
static uint32_t piece(const struct ring *ring, uint32_t at, uint32_t length)
{
    uint32_t begin = (ring->first + at) & (ring->size - 1);
    return ring->size - begin < length ? ring->size - begin : length;
}

static void receive(struct connection *c)
{
    uint32_t at = (c->in.first + c->in.count) & (c->in.size - 1);
    long length = CALL3(READ, c->file, c->in.bytes + at, piece(&c->in, c->in.count, ring_room(&c->in)));
    if (length > 0 && !c->done) {
        c->in.count += (uint32_t)length;
    } else if (length == 0) {
        c->peer_done = true;
    } else if (length < 0 && length != AGAIN) {
        tcp_abort(c);
    }
}

static void send(struct connection *c)
{
    while (c->out.count > 0) {
        long length = CALL3(WRITE, c->file, c->out.bytes + c->out.first, piece(&c->out, 0, c->out.count));
        if (length == AGAIN) {
            return;
        }
        if (length <= 0) {
            tcp_abort(c);
            return;
        }
        ring_drop(&c->out, (uint32_t)length);
    }
    if (c->done && !c->shut) {
        c->shut = true;
        CALL2(SHUTDOWN, c->file, SHUTDOWN_WRITING);
    }
    if (c->shut && c->peer_done) {
        tcp_abort(c);
    }
}

static void run(struct connection *c, int16_t ready)
{
    if (ready & BROKEN) {
        tcp_abort(c);
        return;
    }
    if (ready & (READABLE | HUNG_UP)) {
        receive(c);
    }
    bool changed = true;
    while (c->used && changed) {
        uint32_t out = c->out.count;
        changed = !c->done && serve(c);
        if (c->used) {
            send(c);
            changed |= c->out.count < out;
        }
    }
}

/* A free place, or one whose peer only has to close. */
static struct connection *place(void)
{
    struct connection *shut = 0;
    for (struct connection *c = connections; c < connections + CONNECTIONS; c++) {
        if (!c->used) {
            return c;
        }
        shut = c->shut ? c : shut;
    }
    if (shut) {
        tcp_abort(shut);
    }
    return shut;
}

static void take(int listener)
{
    static const int yes = 1;
    struct connection *c = place();
    long file = c ? CALL4(ACCEPT4, listener, 0, 0, NONBLOCKING) : AGAIN;
    if (file < 0) {
        return;
    }
    uint32_t index = (uint32_t)(c - connections);
    CALL5(SETSOCKOPT, file, LEVEL_TCP, TCP_NO_DELAY, &yes, sizeof yes);
    c->used = true;
    c->file = (int)file;
    c->in = (struct ring){in_bytes[index], IN_BYTES, 0, 0};
    c->out = (struct ring){out_bytes[index], OUT_BYTES, 0, 0};
}

/* Whether there was one. */
static bool answer_request(int file)
{
    static uint8_t datagram[DATAGRAM_BYTES_MAX];
    struct address peer;
    uint32_t peer_bytes = sizeof peer;
    long length = CALL6(RECVFROM, file, datagram, sizeof datagram, 0, &peer, &peer_bytes);
    const uint8_t *answer = length < 0 ? 0 : request_arrived(datagram, (uint32_t)length);
    if (answer) {
        CALL6(SENDTO, file, answer, ANSWER_BYTES, 0, &peer, peer_bytes);
    }
    return length >= 0;
}

/* As many as may wait, before connections get their turn again. */
static void answer_requests(int file)
{
    for (int i = 0; i < REQUESTS_PER_TURN && answer_request(file); i++) {
    }
}

static int listen(int kind, uint16_t port)
{
    static const int yes = 1;
    struct address address = {FAMILY_IPV4, {(uint8_t)(port >> 8), (uint8_t)port}, {0}, {0}};
    long file = CALL3(SOCKET, FAMILY_IPV4, kind, 0);
    /* A process that is started again finds connections of the one before. */
    CALL5(SETSOCKOPT, file, LEVEL_SOCKET, REUSE_ADDRESS, &yes, sizeof yes);
    if (file < 0 || CALL3(BIND, file, &address, sizeof address) != 0 || (kind == STREAM && CALL2(LISTEN, file, BACKLOG) != 0)) {
        say("services: a port cannot be bound\n");
        CALL1(EXIT, 1);
    }
    return (int)file;
}

static void fill_polls(void)
{
    bool full = true;
    for (int i = 0; i < CONNECTIONS; i++) {
        full &= connections[i].used && !connections[i].shut;
    }
    polls[REQUESTS].wanted = READABLE;
    polls[LINES].wanted = full ? 0 : READABLE;
    for (int i = 0; i < CONNECTIONS; i++) {
        const struct connection *c = &connections[i];
        bool reads = !c->peer_done && ring_room(&c->in) > 0;
        polls[FIXED + i] = (struct poll){c->used ? c->file : -1,
            (int16_t)((reads ? READABLE : 0) | (c->out.count > 0 ? WRITABLE : 0)), 0};
    }
}

_Noreturn void start(void)
{
    polls[REQUESTS].file = listen(DATAGRAM | NONBLOCKING, REQUESTS_PORT);
    polls[LINES].file = listen(STREAM, LINES_PORT);
    say("services: listening\n");
    for (;;) {
        fill_polls();
        if (CALL5(PPOLL, polls, FIXED + CONNECTIONS, 0, 0, 8) <= 0) {
            continue;
        }
        for (int i = 0; i < CONNECTIONS; i++) {
            if (connections[i].used && polls[FIXED + i].ready) {
                run(&connections[i], polls[FIXED + i].ready);
            }
        }
        if (polls[REQUESTS].ready) {
            answer_requests(polls[REQUESTS].file);
        }
        if (polls[LINES].ready & READABLE) {
            take(polls[LINES].file);
        }
    }
}
