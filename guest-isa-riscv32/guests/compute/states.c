/* Tells apart the words of a text, character by character. */
#include "kernels.h"

#define TEXT_BYTES 2048

enum state { BEGIN, SIGN, INTEGER, FRACTION, EXPONENT, EXPONENT_SIGN, SCIENTIFIC, WORD, STATES };

static char text[TEXT_BYTES];

static void fill(uint32_t seed)
{
    static const char characters[] = "0123456789012345678901234+-.eE,,,, x";
    for (uint32_t i = 0; i < TEXT_BYTES; i++) {
        text[i] = characters[next_random(&seed) % (sizeof characters - 1)];
    }
}

static enum state after(enum state state, char c)
{
    int digit = c >= '0' && c <= '9';
    int sign = c == '+' || c == '-';
    switch (state) {
    case BEGIN:
        return digit ? INTEGER : sign ? SIGN : c == '.' ? FRACTION : WORD;
    case SIGN:
        return digit ? INTEGER : c == '.' ? FRACTION : WORD;
    case INTEGER:
        return digit ? INTEGER : c == '.' ? FRACTION : (c | 32) == 'e' ? EXPONENT : WORD;
    case FRACTION:
        return digit ? FRACTION : (c | 32) == 'e' ? EXPONENT : WORD;
    case EXPONENT:
        return digit ? SCIENTIFIC : sign ? EXPONENT_SIGN : WORD;
    case EXPONENT_SIGN:
    case SCIENTIFIC:
        return digit ? SCIENTIFIC : WORD;
    default:
        return WORD;
    }
}

uint32_t states_kernel(uint32_t iteration, uint32_t checksum)
{
    uint32_t words[STATES] = {0};
    uint32_t changes = 0;
    enum state state = BEGIN;
    fill(iteration * 2 + 1);
    for (uint32_t i = 0; i < TEXT_BYTES; i++) {
        if (text[i] == ',') {
            words[state]++;
            state = BEGIN;
            continue;
        }
        enum state next = after(state, text[i]);
        changes += next != state;
        state = next;
    }
    for (int i = 0; i < STATES; i++) {
        checksum = crc_word(checksum, words[i]);
    }
    return crc_word(checksum, changes);
}
