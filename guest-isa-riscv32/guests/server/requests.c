#include "requests.h"

#include <stdbool.h>

#include "bytes.h"
#include "text.h"

#define MAGIC_REQUEST 0x56524551u
#define MAGIC_ANSWER 0x56524550u
#define MAGIC 0
#define ID 4
#define CLIENT 12
#define PAYLOAD 16
#define COUNTER 16
#define HASH 24
#define PAYLOAD_LENGTH 32
#define PAYLOAD_BYTES_MAX 1000

#define ANSWERS 256
#define CLIENTS 64
#define HASH_BASIS 0xcbf29ce484222325ull

/* The highest id of a client whose answer made room for another. */
struct floor {
    bool used;
    uint32_t client;
    uint64_t id;
};

static uint8_t answers[ANSWERS][ANSWER_BYTES];
static uint32_t next_answer;
static struct floor floors[CLIENTS];
static uint32_t next_floor;
static uint64_t counter;
static uint64_t chain;

/* Continues FNV-1a; the prime is 2^40 + 0x1b3. */
static uint64_t hash(uint64_t value, const uint8_t *bytes, uint32_t length)
{
    while (length-- > 0) {
        value ^= *bytes++;
        value = (value << 40) + value * 0x1b3;
    }
    return value;
}

static struct floor *find_floor(uint32_t client)
{
    for (uint32_t i = 0; i < CLIENTS; i++) {
        if (floors[i].used && floors[i].client == client) {
            return &floors[i];
        }
    }
    return 0;
}

static void forget(const uint8_t *answer)
{
    uint64_t id = get64(answer + ID);
    struct floor *floor = find_floor(get32(answer + CLIENT));
    if (!floor) {
        floor = &floors[next_floor];
        next_floor = (next_floor + 1) % CLIENTS;
        *floor = (struct floor){true, get32(answer + CLIENT), id};
    } else if (floor->id < id) {
        floor->id = id;
    }
}

static const uint8_t *take(const uint8_t *request, uint32_t payload_length)
{
    uint8_t before[8];
    uint8_t *answer = answers[next_answer];
    next_answer = (next_answer + 1) % ANSWERS;
    if (get32(answer + MAGIC) != 0) {
        forget(answer);
    }
    put64(before, chain);
    chain = hash(HASH_BASIS, before, sizeof before);
    chain = hash(chain, request + CLIENT, 4);
    chain = hash(chain, request + ID, 8);
    chain = hash(chain, request + PAYLOAD, payload_length);
    counter++;
    put32(answer + MAGIC, MAGIC_ANSWER);
    memcpy(answer + ID, request + ID, PAYLOAD - ID);
    put64(answer + COUNTER, counter);
    put64(answer + HASH, chain);
    put32(answer + PAYLOAD_LENGTH, payload_length);
    return answer;
}

const uint8_t *request_arrived(const uint8_t *datagram, uint32_t length)
{
    if (length < PAYLOAD || length > PAYLOAD + PAYLOAD_BYTES_MAX || get32(datagram + MAGIC) != MAGIC_REQUEST) {
        return 0;
    }
    for (uint32_t i = 0; i < ANSWERS; i++) {
        if (get32(answers[i] + MAGIC) != 0 && memcmp(answers[i] + ID, datagram + ID, PAYLOAD - ID) == 0) {
            return answers[i];
        }
    }
    const struct floor *floor = find_floor(get32(datagram + CLIENT));
    return floor && get64(datagram + ID) <= floor->id ? 0 : take(datagram, length - PAYLOAD);
}
