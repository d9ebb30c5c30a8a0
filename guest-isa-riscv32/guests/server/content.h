/* What HTTP carries: bytes that are made up, and what is told of bytes that came. */
#ifndef CONTENT_H
#define CONTENT_H

#include <stdint.h>

#define CONTENT_HEAD_BYTES_MAX 256
#define CONTENT_SUMMARY_BYTES_MAX 32

/* The next four bytes, the least first: xorshift, from a state that is not 0. */
static inline uint32_t content_next(uint32_t state)
{
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    return state;
}

/* Makes so many words that follow the state; returns the state behind them. */
uint32_t content_make(uint32_t state, uint32_t *words, uint32_t count);

/* Continues a CRC-32, which begins with 0. */
uint32_t content_crc(uint32_t value, const uint8_t *bytes, uint32_t length);

/* Writes length and checksum as a line, returns the end of it. */
char *content_summary(char *to, uint32_t length, uint32_t crc);

/* Writes the head of an answer of that length, with a status such as "200 OK" behind its beginning; returns the end of it. */
char *content_head(char *to, const char *begin, const char *status, uint32_t length);

#endif
