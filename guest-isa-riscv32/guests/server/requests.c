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
#define HEADS 512
#define CLIENTS 64
#define HASH_BASIS 0xcbf29ce484222325ull

/* The highest id of a client whose answer made room for another. */
struct floor {
    uint32_t client;
    uint64_t id;
};

static uint8_t answers[ANSWERS][ANSWER_BYTES] __attribute__((aligned(4)));
static uint32_t next_answer;
static uint32_t answers_count;
/* Numbers of answers whose ids mix to the same, from the head on; one more than the number, 0 for the end. */
static uint16_t heads[HEADS];
static uint16_t following[ANSWERS];
static struct floor floors[CLIENTS];
static uint32_t next_floor;
static uint32_t floors_count;
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

/* For an id and the client behind it. */
static uint16_t *head(const uint8_t *id)
{
    return &heads[(get32(id + CLIENT - ID - 4) ^ get32(id + CLIENT - ID) * 0x9e3779b9u >> 16) % HEADS];
}

static const uint8_t *find_answer(uint32_t link, const uint8_t *id)
{
    for (; link != 0; link = following[link - 1]) {
        if (memcmp(answers[link - 1] + ID, id, PAYLOAD - ID) == 0) {
            return answers[link - 1];
        }
    }
    return 0;
}

static struct floor *find_floor(uint32_t client)
{
    for (uint32_t i = 0; i < floors_count; i++) {
        if (floors[i].client == client) {
            return &floors[i];
        }
    }
    return 0;
}

static void forget(uint32_t number)
{
    const uint8_t *answer = answers[number];
    uint16_t *link = head(answer + ID);
    while (*link != number + 1) {
        link = &following[*link - 1];
    }
    *link = following[number];
    uint64_t id = get64(answer + ID);
    struct floor *floor = find_floor(get32(answer + CLIENT));
    if (!floor) {
        floor = &floors[next_floor];
        next_floor = (next_floor + 1) % CLIENTS;
        floors_count += floors_count < CLIENTS;
        *floor = (struct floor){get32(answer + CLIENT), id};
    } else if (floor->id < id) {
        floor->id = id;
    }
}

static const uint8_t *take(uint16_t *first, const uint8_t *request, uint32_t payload_length)
{
    uint8_t before[8];
    uint32_t number = next_answer;
    uint8_t *answer = answers[number];
    next_answer = (next_answer + 1) % ANSWERS;
    if (answers_count == ANSWERS) {
        forget(number);
    } else {
        answers_count++;
    }
    following[number] = *first;
    *first = (uint16_t)(number + 1);
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
    uint16_t *first = head(datagram + ID);
    const uint8_t *known = find_answer(*first, datagram + ID);
    if (known) {
        return known;
    }
    const struct floor *floor = find_floor(get32(datagram + CLIENT));
    return floor && get64(datagram + ID) <= floor->id ? 0 : take(first, datagram, length - PAYLOAD);
}
