#include "services.h"
#include "text.h"

#define LINE_BYTES_MAX 128
#define HEADER_BYTES_MAX 8192
#define ANSWER_BYTES_MAX 256
/* Done for a connection before others get their turn. */
#define PORTION_BYTES 16384
#define POLYNOMIAL 0xedb88320u
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
/* For a byte that so many others follow. */
static uint32_t crc_tables[4][256];

static void crc_begin(void)
{
    for (uint32_t i = 0; i < 256; i++) {
        uint32_t entry = i;
        for (int bit = 0; bit < 8; bit++) {
            entry = entry >> 1 ^ (entry & 1 ? POLYNOMIAL : 0);
        }
        crc_tables[0][i] = entry;
    }
    for (uint32_t i = 0; i < 256; i++) {
        for (int others = 1; others < 4; others++) {
            uint32_t entry = crc_tables[others - 1][i];
            crc_tables[others][i] = entry >> 8 ^ crc_tables[0][entry & 0xff];
        }
    }
}

static uint32_t crc_byte(uint32_t value, uint8_t byte) { return value >> 8 ^ crc_tables[0][(value ^ byte) & 0xff]; }

static inline uint32_t crc_entry(int others, uint32_t offset)
{
    return *(const uint32_t *)(const void *)((const uint8_t *)crc_tables[others] + offset);
}

/* Bytes as offsets of entries: a byte's index would take one step more. */
static inline uint32_t crc_word(uint32_t value, uint32_t word)
{
    value ^= word;
    return crc_entry(3, value << 2 & 0x3fc) ^ crc_entry(2, value >> 6 & 0x3fc) ^ crc_entry(1, value >> 14 & 0x3fc)
        ^ crc_entry(0, value >> 22 & 0x3fc);
}

static uint32_t crc(uint32_t value, const uint8_t *bytes, uint32_t length)
{
    if (crc_tables[0][1] == 0) {
        crc_begin();
    }
    value = ~value;
    for (; length > 0 && (uintptr_t)bytes & 3; length--) {
        value = crc_byte(value, *bytes++);
    }
    for (; length >= 16; length -= 16, bytes += 16) {
        const uint32_t *words = (const void *)bytes;
        value = crc_word(crc_word(crc_word(crc_word(value, words[0]), words[1]), words[2]), words[3]);
    }
    while (length-- > 0) {
        value = crc_byte(value, *bytes++);
    }
    return ~value;
}

/* The next four bytes of what is sent, the least first: xorshift, from a state that is not 0. */
static uint32_t following(uint32_t state)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

static uint32_t generate(uint32_t state, uint32_t *words, uint32_t count)
{
    for (; count >= 4; count -= 4, words += 4) {
        words[0] = state = following(state);
        words[1] = state = following(state);
        words[2] = state = following(state);
        words[3] = state = following(state);
    }
    while (count-- > 0) {
        *words++ = state = following(state);
    }
    return state;
}

static void put_text(struct ring *out, const char *text) { ring_put(out, text, text_length(text)); }

static void put_head(struct ring *out, const char *status, uint32_t length)
{
    static const char rest[] = "application/octet-stream\r\n\r\n";
    char text[ANSWER_BYTES_MAX];
    char *end = text_copy(text, "HTTP/1.0 ");
    end = text_copy(end, status);
    end = text_copy(end, "\r\nConnection: close\r\nContent-Length: ");
    end = text_decimal(end, length);
    end = text_copy(end, "\r\nContent-Type:");
    /* So that the content begins where a word does. */
    do {
        *end++ = ' ';
    } while (((uint32_t)(end - text) + sizeof rest - 1) % 4 != 0);
    end = text_copy(end, rest);
    ring_put(out, text, (uint32_t)(end - text));
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
    e->state = crc(e->state, bytes, length);
    e->left -= length;
    ring_drop(in, length);
    if (e->left == 0) {
        char text[DECIMAL_CHARACTERS_MAX + 12];
        char *end = text_decimal(text, e->total);
        *end++ = ' ';
        *text_copy(text_hex(end, e->state), "\n") = 0;
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
    e->state = generate(e->state, words, length / 4);
    if (end > 0) {
        uint32_t word = following(e->state);
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
