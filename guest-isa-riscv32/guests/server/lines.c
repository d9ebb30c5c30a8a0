#include "services.h"
#include "text.h"

#define LINE_BYTES_MAX 1024
#define ANSWER_BYTES_MAX (DECIMAL_CHARACTERS_MAX + 1 + LINE_BYTES_MAX + 1)

static uint64_t counter;

/* Length of the first line with its end, 0 when there is none yet. */
static uint32_t first_line(const struct ring *in)
{
    for (uint32_t i = 0; i < in->count; i++) {
        if (ring_at(in, i) == '\n') {
            return i + 1;
        }
    }
    return 0;
}

void lines_run(struct connection *connection)
{
    struct ring *in = tcp_in(connection);
    struct ring *out = tcp_out(connection);
    if (ring_room(out) < ANSWER_BYTES_MAX) {
        return;
    }
    uint32_t length = first_line(in);
    if (length > LINE_BYTES_MAX || (length == 0 && in->count >= LINE_BYTES_MAX)) {
        tcp_abort(connection);
    } else if (length > 0) {
        char answer[ANSWER_BYTES_MAX];
        char *end = text_decimal(answer, ++counter);
        *end++ = ' ';
        ring_copy(in, 0, end, length);
        ring_drop(in, length);
        ring_put(out, answer, (uint32_t)(end - answer) + length);
    } else if (tcp_peer_done(connection)) {
        tcp_close(connection);
    }
}
