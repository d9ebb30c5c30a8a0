#include "content.h"

#include "text.h"

#define POLYNOMIAL 0xedb88320u

static uint32_t crc_table[256];

uint32_t content_crc(uint32_t value, const uint8_t *bytes, uint32_t length)
{
    if (crc_table[1] == 0) {
        for (uint32_t i = 0; i < 256; i++) {
            uint32_t entry = i;
            for (int bit = 0; bit < 8; bit++) {
                entry = entry >> 1 ^ (entry & 1 ? POLYNOMIAL : 0);
            }
            crc_table[i] = entry;
        }
    }
    value = ~value;
    while (length-- > 0) {
        value = value >> 8 ^ crc_table[(value ^ *bytes++) & 0xff];
    }
    return ~value;
}

char *content_summary(char *to, uint32_t length, uint32_t crc)
{
    to = text_decimal(to, length);
    *to++ = ' ';
    return text_copy(text_hex(to, crc), "\n");
}

char *content_head(char *to, const char *begin, const char *status, uint32_t length)
{
    to = text_copy(text_copy(to, begin), status);
    to = text_copy(to, "\r\nContent-Type: application/octet-stream\r\nConnection: close\r\nContent-Length: ");
    return text_copy(text_decimal(to, length), "\r\n\r\n");
}
