/* GET /cgi-bin/bytes/N[?seed=S]: N bytes, as the server guest sends them. */
#include "cgi.h"
#include "server/content.h"
#include "text.h"

#define PIECE_BYTES 32768

static uint32_t piece[PIECE_BYTES / 4];

static bool parse(uint32_t *length, uint32_t *seed)
{
    const char *path = cgi_variable("PATH_INFO");
    const char *query = cgi_variable("QUERY_STRING");
    if (*path++ != '/' || !text_number(&path, length) || *path) {
        return false;
    }
    if (!*query) {
        return true;
    }
    if (!text_begins(query, "seed=")) {
        return false;
    }
    query += text_length("seed=");
    return text_number(&query, seed) && !*query;
}

void answer(void)
{
    uint32_t left;
    uint32_t state = 1;
    if (!parse(&left, &state)) {
        cgi_head("400 Bad Request", 0);
        return;
    }
    state += state == 0;
    cgi_head("200 OK", left);
    while (left > 0) {
        uint32_t length = left < PIECE_BYTES ? left : PIECE_BYTES;
        state = content_make(state, piece, (length + 3) / 4);
        cgi_write(piece, length);
        left -= length;
    }
}
