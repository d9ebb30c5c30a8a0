#include "text.h"

#define COPY_BY_WORDS_MIN 8

static void copy_words(uint32_t *to, const uint32_t *from, size_t words)
{
    for (; words >= 8; words -= 8, to += 8, from += 8) {
        uint32_t a = from[0], b = from[1], c = from[2], d = from[3];
        to[0] = a, to[1] = b, to[2] = c, to[3] = d;
        a = from[4], b = from[5], c = from[6], d = from[7];
        to[4] = a, to[5] = b, to[6] = c, to[7] = d;
    }
    while (words-- > 0) {
        *to++ = *from++;
    }
}

/* From so many bits behind a word's begin: each word from two. Reads no word of which nothing is wanted. */
static void copy_shifted(uint32_t *to, const uint32_t *from, uint32_t bits, size_t words)
{
    uint32_t low = *from++;
    for (; words >= 4; words -= 4, to += 4, from += 4) {
        uint32_t a = from[0], b = from[1], c = from[2], d = from[3];
        to[0] = low >> bits | a << (32 - bits);
        to[1] = a >> bits | b << (32 - bits);
        to[2] = b >> bits | c << (32 - bits);
        to[3] = c >> bits | d << (32 - bits);
        low = d;
    }
    while (words-- > 0) {
        uint32_t high = *from++;
        *to++ = low >> bits | high << (32 - bits);
        low = high;
    }
}

void *memcpy(void *to, const void *from, size_t length)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    if (length >= COPY_BY_WORDS_MIN) {
        for (; (uintptr_t)t & 3; length--) {
            *t++ = *f++;
        }
        size_t bytes = length & ~(size_t)3;
        uint32_t bits = ((uintptr_t)f & 3) * 8;
        if (bits == 0) {
            copy_words((void *)t, (const void *)f, bytes / 4);
        } else {
            copy_shifted((void *)t, (const void *)((uintptr_t)f & ~(uintptr_t)3), bits, bytes / 4);
        }
        t += bytes;
        f += bytes;
        length -= bytes;
    }
    while (length-- > 0) {
        *t++ = *f++;
    }
    return to;
}

void *memset(void *to, int value, size_t length)
{
    uint8_t *t = to;
    uint32_t word = (uint8_t)value * 0x01010101u;
    for (; length > 0 && (uintptr_t)t & 3; length--) {
        *t++ = (uint8_t)value;
    }
    for (; length >= 4; length -= 4, t += 4) {
        *(uint32_t *)(void *)t = word;
    }
    while (length-- > 0) {
        *t++ = (uint8_t)value;
    }
    return to;
}

int memcmp(const void *one, const void *other, size_t length)
{
    const uint8_t *a = one;
    const uint8_t *b = other;
    for (; length > 0; length--, a++, b++) {
        if (*a != *b) {
            return *a - *b;
        }
    }
    return 0;
}

uint32_t text_length(const char *text)
{
    uint32_t length = 0;
    while (text[length]) {
        length++;
    }
    return length;
}

bool text_begins(const char *text, const char *with)
{
    while (*with) {
        if (*text++ != *with++) {
            return false;
        }
    }
    return true;
}

bool text_equal(const char *one, const char *other)
{
    return text_begins(one, other) && one[text_length(other)] == 0;
}

const char *text_option(const char *words, const char *key)
{
    while (*words) {
        if (text_begins(words, key) && words[text_length(key)] == '=') {
            return words + text_length(key) + 1;
        }
        while (*words && *words != ' ') {
            words++;
        }
        while (*words == ' ') {
            words++;
        }
    }
    return 0;
}

bool text_number(const char **text, uint32_t *number)
{
    const char *at = *text;
    uint32_t value = 0;
    while (*at >= '0' && *at <= '9') {
        uint32_t digit = (uint32_t)(*at - '0');
        if (value > (UINT32_MAX - digit) / 10) {
            return false;
        }
        value = value * 10 + digit;
        at++;
    }
    if (at == *text) {
        return false;
    }
    *text = at;
    *number = value;
    return true;
}

/* Divides by ten in two steps of 32 bits, for there is no wider division. */
static uint64_t tenth(uint64_t number, uint32_t *digit)
{
    uint32_t high = (uint32_t)(number >> 32);
    uint32_t middle = high % 10 << 16 | (uint32_t)number >> 16;
    uint32_t low = middle % 10 << 16 | ((uint32_t)number & 0xffff);
    *digit = low % 10;
    return (uint64_t)(high / 10) << 32 | (uint64_t)(middle / 10) << 16 | low / 10;
}

char *text_decimal(char *to, uint64_t number)
{
    char digits[DECIMAL_CHARACTERS_MAX];
    int count = 0;
    do {
        uint32_t digit;
        number = tenth(number, &digit);
        digits[count++] = (char)('0' + digit);
    } while (number);
    while (count > 0) {
        *to++ = digits[--count];
    }
    return to;
}

char *text_hex(char *to, uint32_t number)
{
    for (int shift = 28; shift >= 0; shift -= 4) {
        *to++ = "0123456789abcdef"[number >> shift & 15];
    }
    return to;
}

char *text_copy(char *to, const char *text)
{
    while (*text) {
        *to++ = *text++;
    }
    return to;
}
