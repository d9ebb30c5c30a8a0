#include "content.h"

#include "text.h"

#define POLYNOMIAL 0xedb88320u

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

uint32_t content_crc(uint32_t value, const uint8_t *bytes, uint32_t length)
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

uint32_t content_make(uint32_t state, uint32_t *words, uint32_t count)
{
    for (; count >= 4; count -= 4, words += 4) {
        words[0] = state = content_next(state);
        words[1] = state = content_next(state);
        words[2] = state = content_next(state);
        words[3] = state = content_next(state);
    }
    while (count-- > 0) {
        *words++ = state = content_next(state);
    }
    return state;
}

char *content_summary(char *to, uint32_t length, uint32_t crc)
{
    to = text_decimal(to, length);
    *to++ = ' ';
    return text_copy(text_hex(to, crc), "\n");
}

char *content_head(char *to, const char *begin, const char *status, uint32_t length)
{
    static const char rest[] = "application/octet-stream\r\n\r\n";
    char *end = text_copy(text_copy(to, begin), status);
    end = text_copy(end, "\r\nConnection: close\r\nContent-Length: ");
    end = text_copy(text_decimal(end, length), "\r\nContent-Type:");
    /* So that the content begins where a word does. */
    do {
        *end++ = ' ';
    } while (((uint32_t)(end - to) + sizeof rest - 1) % 4 != 0);
    return text_copy(end, rest);
}
