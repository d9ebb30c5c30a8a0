#include "text.h"

void *memcpy(void *to, const void *from, size_t length)
{
    uint8_t *t = to;
    const uint8_t *f = from;
    if ((((uintptr_t)t | (uintptr_t)f) & 3) == 0) {
        for (; length >= 4; length -= 4, t += 4, f += 4) {
            *(uint32_t *)(void *)t = *(const uint32_t *)(const void *)f;
        }
    }
    while (length-- > 0) {
        *t++ = *f++;
    }
    return to;
}

void *memset(void *to, int value, size_t length)
{
    uint8_t *t = to;
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
