#include "kernels.h"

#define POLYNOMIAL 0xedb88320u

uint32_t crc_word(uint32_t crc, uint32_t word)
{
    crc = ~crc ^ word;
    for (int bit = 0; bit < 32; bit++) {
        crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
    }
    return ~crc;
}
