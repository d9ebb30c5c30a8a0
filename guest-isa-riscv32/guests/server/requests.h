/* Numbered requests over UDP, each taken once: see the README of the toy instruction set, whose server speaks the same. */
#ifndef REQUESTS_H
#define REQUESTS_H

#include <stdint.h>

#define REQUESTS_PORT 7777
#define ANSWER_BYTES 36

/* The answer to a datagram, 0 for none. */
const uint8_t *request_arrived(const uint8_t *datagram, uint32_t length);

#endif
