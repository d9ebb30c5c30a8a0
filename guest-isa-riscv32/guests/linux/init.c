/* The first and only process: serves what the server guest serves, by the kernel's network. Port 80 takes lines, too. A line
 * "poweroff" on the console ends it. */
#include "server/requests.h"
#include "server/services.h"
#include "system.h"
#include "text.h"

#define CONNECTIONS 32
#define IN_BYTES 8192
#define OUT_BYTES 16384
#define BACKLOG 64
#define DATAGRAM_BYTES_MAX 1500
#define REQUESTS_PER_TURN 64
#define CONSOLE_BYTES_MAX 64

enum { CONSOLE, REQUESTS, LINES, HTTP, FIXED };

struct connection {
    bool used;
    int file;
    uint16_t port;
    bool http;
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
static char typed[CONSOLE_BYTES_MAX];
static uint32_t typed_count;

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

static void http_or_lines_run(struct connection *c)
{
    char begin[5] = "";
    ring_copy(&c->in, 0, begin, c->in.count < 4 ? c->in.count : 4);
    c->http |= text_equal(begin, "GET ") || text_equal(begin, "PUT ") || text_equal(begin, "POST");
    if (c->http) {
        http_run(c);
    } else if (c->in.count > 0 || c->peer_done) {
        lines_run(c);
    }
}

/* Whether bytes were taken or added, so that more may follow. */
static bool serve(struct connection *c)
{
    uint32_t in = c->in.count;
    uint32_t out = c->out.count;
    if (c->port == HTTP_PORT) {
        http_or_lines_run(c);
    } else {
        lines_run(c);
    }
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

static void take(int listener, uint16_t port)
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
    c->port = port;
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

static void read_console(void)
{
    long length = CALL3(READ, CONSOLE, typed + typed_count, CONSOLE_BYTES_MAX - 1 - typed_count);
    if (length <= 0) {
        polls[CONSOLE].file = -1;
        return;
    }
    typed_count += (uint32_t)length;
    typed[typed_count] = 0;
    if (text_begins(typed, "poweroff\n")) {
        CALL4(REBOOT, REBOOT_MAGIC_1, REBOOT_MAGIC_2, REBOOT_POWER_OFF, 0);
    }
    if (typed[typed_count - 1] == '\n' || typed_count == CONSOLE_BYTES_MAX - 1) {
        typed_count = 0;
    }
}

static int listen(int kind, uint16_t port)
{
    struct address address = {FAMILY_IPV4, {(uint8_t)(port >> 8), (uint8_t)port}, {0}, {0}};
    long file = CALL3(SOCKET, FAMILY_IPV4, kind, 0);
    if (file < 0 || CALL3(BIND, file, &address, sizeof address) != 0 || (kind == STREAM && CALL2(LISTEN, file, BACKLOG) != 0)) {
        say("init: a port cannot be bound\n");
    }
    return (int)file;
}

static void begin(void)
{
    CALL5(MOUNT, "none", "/proc", "proc", 0, 0);
    CALL5(MOUNT, "none", "/sys", "sysfs", 0, 0);
    CALL5(MOUNT, "none", "/dev", "devtmpfs", 0, 0);
    long console = CALL4(OPENAT, CURRENT_FOLDER, "/dev/console", READ_WRITE, 0);
    for (long file = 0; console >= 0 && file < 3; file++) {
        if (console != file) {
            CALL3(DUP3, console, file, 0);
        }
    }
    polls[CONSOLE].file = 0;
    polls[REQUESTS].file = listen(DATAGRAM | NONBLOCKING, REQUESTS_PORT);
    polls[LINES].file = listen(STREAM, LINES_PORT);
    polls[HTTP].file = listen(STREAM, HTTP_PORT);
    say("init: listening on port 80\n");
}

static void fill_polls(void)
{
    bool full = true;
    for (int i = 0; i < CONNECTIONS; i++) {
        full &= connections[i].used && !connections[i].shut;
    }
    for (int i = 0; i < FIXED; i++) {
        polls[i].wanted = i >= LINES && full ? 0 : READABLE;
    }
    for (int i = 0; i < CONNECTIONS; i++) {
        const struct connection *c = &connections[i];
        bool reads = !c->peer_done && ring_room(&c->in) > 0;
        polls[FIXED + i] = (struct poll){c->used ? c->file : -1,
            (int16_t)((reads ? READABLE : 0) | (c->out.count > 0 ? WRITABLE : 0)), 0};
    }
}

_Noreturn void start(void)
{
    begin();
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
        if (polls[CONSOLE].ready) {
            read_console();
        }
        if (polls[REQUESTS].ready) {
            answer_requests(polls[REQUESTS].file);
        }
        if (polls[LINES].ready & READABLE) {
            take(polls[LINES].file, LINES_PORT);
        }
        if (polls[HTTP].ready & READABLE) {
            take(polls[HTTP].file, HTTP_PORT);
        }
    }
}
