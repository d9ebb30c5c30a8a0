/* POST /cgi-bin/checksum: length and CRC-32 of the body, as the server guest tells them. */
#include "cgi.h"
#include "server/content.h"
#include "text.h"

#define PIECE_BYTES 4096

static uint8_t piece[PIECE_BYTES];

/* The server passes no length where it is 0 or not told. */
static uint32_t body_length(void)
{
    const char *text = cgi_variable("CONTENT_LENGTH");
    uint32_t length;
    return text_number(&text, &length) ? length : 0;
}

void answer(void)
{
    if (!text_equal(cgi_variable("REQUEST_METHOD"), "POST")) {
        cgi_head("405 Method Not Allowed", 0);
        return;
    }
    uint32_t length = body_length();
    uint32_t left = length;
    uint32_t crc = 0;
    uint32_t count = 1;
    while (left > 0 && count > 0) {
        count = cgi_read(piece, left < PIECE_BYTES ? left : PIECE_BYTES);
        crc = content_crc(crc, piece, count);
        left -= count;
    }
    if (left > 0) {
        cgi_head("400 Bad Request", 0);
        return;
    }
    char text[CONTENT_SUMMARY_BYTES_MAX];
    uint32_t text_bytes = (uint32_t)(content_summary(text, length, crc) - text);
    cgi_head("200 OK", text_bytes);
    cgi_write(text, text_bytes);
}
