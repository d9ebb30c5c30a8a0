/* SHA-256 (FIPS 180-4) of 1024 bytes, the digest being the beginning of the next ones. */
#include "kernels.h"
#include "text.h"

#define BLOCK_WORDS 16
#define ROUNDS 64
#define MESSAGE_BLOCKS 16
#define STATE_WORDS 8
#define POWER_WORDS 4

static uint32_t constants[ROUNDS];
static uint32_t begin[STATE_WORDS];
static uint32_t message[MESSAGE_BLOCKS * BLOCK_WORDS];

/* Multiplies a number of POWER_WORDS words, the least first, by one of two. What does not fit is lost. */
static void multiply(uint32_t product[POWER_WORDS], const uint32_t by[2])
{
    uint32_t result[POWER_WORDS] = {0};
    for (int i = 0; i < POWER_WORDS; i++) {
        uint32_t carry = 0;
        for (int j = 0; j < 2 && i + j < POWER_WORDS; j++) {
            uint64_t sum = (uint64_t)product[i] * by[j] + result[i + j] + carry;
            result[i + j] = (uint32_t)sum;
            carry = (uint32_t)(sum >> 32);
        }
        if (i + 2 < POWER_WORDS) {
            result[i + 2] = carry;
        }
    }
    memcpy(product, result, sizeof result);
}

/* First 32 bits behind the binary point of the square or cubic root of a number that is no such power. */
static uint32_t root_fraction(uint32_t number, int degree)
{
    uint32_t root[2] = {0, 1};
    while ((degree == 2 ? 1 : root[1] + 1) * (root[1] + 1) * (root[1] + 1) < number) {
        root[1]++;
    }
    for (uint32_t bit = 1u << 31; bit; bit >>= 1) {
        uint32_t power[POWER_WORDS] = {1};
        root[0] |= bit;
        for (int factor = 0; factor < degree; factor++) {
            multiply(power, root);
        }
        if (power[degree] >= number) {
            root[0] ^= bit;
        }
    }
    return root[0];
}

static void prepare(void)
{
    uint32_t found = 0;
    for (uint32_t number = 2; found < ROUNDS; number++) {
        uint32_t divisor = 2;
        while (divisor * divisor <= number && number % divisor) {
            divisor++;
        }
        if (divisor * divisor > number) {
            if (found < STATE_WORDS) {
                begin[found] = root_fraction(number, 2);
            }
            constants[found++] = root_fraction(number, 3);
        }
    }
}

static inline uint32_t rotate(uint32_t word, int by) { return word >> by | word << (32 - by); }

static void block(uint32_t state[STATE_WORDS], const uint32_t words[BLOCK_WORDS])
{
    uint32_t w[ROUNDS];
    uint32_t s[STATE_WORDS];
    for (int i = 0; i < ROUNDS; i++) {
        if (i < BLOCK_WORDS) {
            w[i] = words[i];
        } else {
            uint32_t early = rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^ w[i - 15] >> 3;
            uint32_t late = rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^ w[i - 2] >> 10;
            w[i] = w[i - 16] + early + w[i - 7] + late;
        }
    }
    for (int i = 0; i < STATE_WORDS; i++) {
        s[i] = state[i];
    }
    for (int i = 0; i < ROUNDS; i++) {
        uint32_t sum = rotate(s[4], 6) ^ rotate(s[4], 11) ^ rotate(s[4], 25);
        uint32_t choice = (s[4] & s[5]) ^ (~s[4] & s[6]);
        uint32_t first = s[7] + sum + choice + constants[i] + w[i];
        uint32_t other = rotate(s[0], 2) ^ rotate(s[0], 13) ^ rotate(s[0], 22);
        uint32_t majority = (s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]);
        for (int j = STATE_WORDS - 1; j > 0; j--) {
            s[j] = s[j - 1];
        }
        s[4] += first;
        s[0] = first + other + majority;
    }
    for (int i = 0; i < STATE_WORDS; i++) {
        state[i] += s[i];
    }
}

uint32_t sha256_kernel(uint32_t iteration, uint32_t checksum)
{
    uint32_t state[STATE_WORDS];
    if (!begin[0]) {
        prepare();
    }
    message[BLOCK_WORDS] = iteration;
    for (int i = 0; i < STATE_WORDS; i++) {
        state[i] = begin[i];
    }
    for (int i = 0; i < MESSAGE_BLOCKS; i++) {
        block(state, message + i * BLOCK_WORDS);
    }
    uint32_t end[BLOCK_WORDS] = {0x80000000u};
    end[BLOCK_WORDS - 1] = MESSAGE_BLOCKS * BLOCK_WORDS * 32;
    block(state, end);
    for (int i = 0; i < STATE_WORDS; i++) {
        message[i] = state[i];
        checksum = crc_word(checksum, state[i]);
    }
    return checksum;
}
