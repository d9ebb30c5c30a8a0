/* Work without input or output. Each kernel does one iteration of its work and mixes the outcome into the checksum. */
#ifndef KERNELS_H
#define KERNELS_H

#include <stddef.h>
#include <stdint.h>

uint32_t list_kernel(uint32_t iteration, uint32_t checksum);
uint32_t matrix_kernel(uint32_t iteration, uint32_t checksum);
uint32_t states_kernel(uint32_t iteration, uint32_t checksum);
uint32_t records_kernel(uint32_t iteration, uint32_t checksum);
uint32_t sieve_kernel(uint32_t iteration, uint32_t checksum);
uint32_t sha256_kernel(uint32_t iteration, uint32_t checksum);

/* CRC-32 (IEEE 802.3) of the word, least byte first, continuing from the last one. */
uint32_t crc_word(uint32_t crc, uint32_t word);

/* Next of a sequence of numbers from a state that is not 0. */
static inline uint32_t next_random(uint32_t *state)
{
    uint32_t x = *state;
    x ^= x << 13;
    x ^= x >> 17;
    x ^= x << 5;
    *state = x;
    return x;
}

#endif
