#include "content.h"
#include "services.h"
#include "text.h"

#define LINE_BYTES_MAX 128
#define HEADER_BYTES_MAX 8192
/* Done for a connection before others get their turn. */
#define PORTION_BYTES 16384
#define BYTES_PATH "/cgi-bin/bytes/"

enum phase { REQUEST_LINE, HEADER, RECEIVING, SENDING, ANSWERED };

struct exchange {
    enum phase phase;
    uint32_t header_bytes;
    bool upload;
    bool length_known;
    bool go_on_wanted;
    uint32_t status; /* of an answer without content, 0 for one with */
    uint32_t left;   /* bytes to be received or sent */
    uint32_t total;
    uint32_t state;  /* of the generator, or the checksum */
    uint32_t line_length;
    char line[LINE_BYTES_MAX];
};

_Static_assert(sizeof(struct exchange) <= SERVICE_STATE_WORDS * 4, "state of an exchange");

static uint64_t requests;

static void put_text(struct ring *out, const char *text) { ring_put(out, text, text_length(text)); }

static void put_head(struct ring *out, const char *status, uint32_t length)
{
    char text[CONTENT_HEAD_BYTES_MAX];
    ring_put(out, text, (uint32_t)(content_head(text, "HTTP/1.0 ", status, length) - text));
}

static void answer(struct connection *connection, const char *status, const char *content)
{
    put_head(tcp_out(connection), status, text_length(content));
    put_text(tcp_out(connection), content);
    ((struct exchange *)tcp_state(connection))->phase = ANSWERED;
    tcp_close(connection);
}

/* The first character of the path; 0 when the line is none. */
static const char *request(struct exchange *e)
{
    if (text_begins(e->line, "GET ")) {
        return e->line + 4;
    }
    e->upload = true;
    return text_begins(e->line, "PUT ") ? e->line + 4 : text_begins(e->line, "POST ") ? e->line + 5 : 0;
}

static void request_line(struct exchange *e)
{
    const char *path = request(e);
    e->status = !path ? 501 : 0;
    e->state = e->upload ? 0 : 1;
    if (!path || e->upload || text_begins(path, "/ ")) {
        return;
    }
    bool bytes = text_begins(path, BYTES_PATH);
    path += sizeof BYTES_PATH - 1;
    if (!bytes || !text_number(&path, &e->total)
        || (text_begins(path, "?seed=") && (path += 6, !text_number(&path, &e->state)))) {
        e->status = 404;
    }
    e->length_known = true;
    e->state += e->state == 0;
}

/* What follows the name and a colon, whatever the case of the name; 0 when it is another header. */
static const char *header_value(const char *line, const char *name)
{
    for (; *name; name++, line++) {
        if ((*line | 32) != *name && *line != *name) {
            return 0;
        }
    }
    if (*line++ != ':') {
        return 0;
    }
    while (*line == ' ') {
        line++;
    }
    return line;
}

static void header(struct exchange *e)
{
    const char *length = e->upload ? header_value(e->line, "content-length") : 0;
    const char *expected = header_value(e->line, "expect");
    if (length) {
        e->length_known = text_number(&length, &e->total);
    }
    e->go_on_wanted |= expected && text_begins(expected, "100-continue");
}

static void header_complete(struct connection *connection, struct exchange *e)
{
    struct ring *out = tcp_out(connection);
    requests++;
    e->left = e->total;
    if (e->status == 501) {
        answer(connection, "501 Not Implemented", "");
    } else if (e->status == 404) {
        answer(connection, "404 Not Found", "");
    } else if (e->upload && !e->length_known) {
        answer(connection, "411 Length Required", "");
    } else if (e->upload) {
        e->phase = RECEIVING;
        if (e->go_on_wanted) {
            put_text(out, "HTTP/1.1 100 Continue\r\n\r\n");
        }
    } else if (e->length_known) {
        e->phase = SENDING;
        put_head(out, "200 OK", e->total);
    } else {
        char text[DECIMAL_CHARACTERS_MAX + 2];
        *text_copy(text_decimal(text, requests), "\n") = 0;
        answer(connection, "200 OK", text);
    }
}

static void line_complete(struct connection *connection, struct exchange *e)
{
    e->line_length -= e->line_length > 0 && e->line[e->line_length - 1] == '\r';
    e->line[e->line_length] = 0;
    if (e->phase == REQUEST_LINE) {
        request_line(e);
        e->phase = HEADER;
    } else if (e->line_length > 0) {
        header(e);
    } else {
        header_complete(connection, e);
    }
    e->line_length = 0;
}

/* What of a line is beyond the bound is of no interest. */
static void read_header(struct connection *connection, struct exchange *e)
{
    struct ring *in = tcp_in(connection);
    while (in->count > 0 && e->phase <= HEADER) {
        char c = (char)ring_at(in, 0);
        ring_drop(in, 1);
        if (++e->header_bytes > HEADER_BYTES_MAX) {
            answer(connection, "400 Bad Request", "");
            return;
        }
        if (c == '\n') {
            line_complete(connection, e);
        } else if (e->line_length < LINE_BYTES_MAX - 1) {
            e->line[e->line_length++] = c;
        }
    }
}

static void receive(struct connection *connection, struct exchange *e)
{
    struct ring *in = tcp_in(connection);
    uint32_t length = least(least(in->count, e->left), PORTION_BYTES);
    const uint8_t *bytes = ring_piece(in, 0, &length);
    e->state = content_crc(e->state, bytes, length);
    e->left -= length;
    ring_drop(in, length);
    if (e->left == 0) {
        char text[CONTENT_SUMMARY_BYTES_MAX];
        *content_summary(text, e->total, e->state) = 0;
        answer(connection, "200 OK", text);
    }
}

static void send(struct connection *connection, struct exchange *e)
{
    struct ring *out = tcp_out(connection);
    uint32_t length = least(least(ring_room(out), e->left), PORTION_BYTES);
    uint32_t *words = (void *)ring_piece(out, out->count, &length);
    uint32_t end = length == e->left ? length % 4 : 0;
    length -= length % 4;
    e->state = content_make(e->state, words, length / 4);
    if (end > 0) {
        uint32_t word = content_next(e->state);
        memcpy(words + length / 4, &word, end);
        length += end;
    }
    out->count += length;
    e->left -= length;
    if (e->left == 0) {
        tcp_close(connection);
    }
}

void http_run(struct connection *connection)
{
    struct exchange *e = tcp_state(connection);
    if (e->phase <= HEADER) {
        read_header(connection, e);
    }
    if (e->phase == RECEIVING) {
        receive(connection, e);
    }
    if (e->phase == SENDING) {
        send(connection, e);
    }
    if (e->phase < SENDING && tcp_peer_done(connection) && tcp_in(connection)->count == 0) {
        tcp_abort(connection);
    }
}
