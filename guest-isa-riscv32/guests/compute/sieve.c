/* The primes below a number. */
#include "kernels.h"
#include "text.h"

#define LIMIT 65536

static uint8_t composite[LIMIT];

uint32_t sieve_kernel(uint32_t iteration, uint32_t checksum)
{
    uint32_t mix = iteration;
    memset(composite, 0, sizeof composite);
    for (uint32_t number = 2; number < LIMIT; number++) {
        if (!composite[number]) {
            mix = mix * 31 + number;
            for (uint32_t multiple = number * 2; multiple < LIMIT; multiple += number) {
                composite[multiple] = 1;
            }
        }
    }
    return crc_word(checksum, mix);
}
