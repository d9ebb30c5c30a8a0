/* What everyday programs do: copy records, compare names, call functions, choose. */
#include "kernels.h"
#include "text.h"

#define RECORDS 32
#define NAME_BYTES 32
#define ROUNDS 16

enum kind { CIRCLE, SQUARE, TRIANGLE, KINDS };

struct record {
    struct record *other;
    enum kind kind;
    int32_t size;
    char name[NAME_BYTES];
};

static struct record records[RECORDS];

static __attribute__((noinline)) int compare(const char *one, const char *other)
{
    while (*one && *one == *other) {
        one++;
        other++;
    }
    return (uint8_t)*one - (uint8_t)*other;
}

static __attribute__((noinline)) int32_t area(const struct record *record)
{
    switch (record->kind) {
    case CIRCLE:
        return record->size * record->size * 355 / 113;
    case SQUARE:
        return record->size * record->size;
    default:
        return record->size * record->size / 2;
    }
}

static __attribute__((noinline)) void exchange(struct record *one, struct record *other)
{
    struct record kept = *one;
    *one = *other;
    *other = kept;
    one->other = other;
    other->other = one;
}

static void fill(uint32_t seed)
{
    for (int i = 0; i < RECORDS; i++) {
        struct record *record = &records[i];
        record->other = &records[(i + 1) % RECORDS];
        record->kind = next_random(&seed) % KINDS;
        record->size = (int32_t)(next_random(&seed) % 100);
        char *end = text_decimal(text_copy(record->name, "A RECORD WITH NUMBER "), next_random(&seed) % 100);
        *end = 0;
    }
}

uint32_t records_kernel(uint32_t iteration, uint32_t checksum)
{
    fill(iteration * 2 + 1);
    uint32_t seed = iteration * 2 + 1;
    int32_t sum = 0;
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < RECORDS; i++) {
            struct record *one = &records[i];
            struct record *other = &records[next_random(&seed) % RECORDS];
            if (compare(one->name, other->name) > 0) {
                exchange(one, other);
            } else if (one != other) {
                one->size = (one->size + area(one->other)) % 1000;
            }
            sum += area(one) - other->size;
        }
    }
    for (int i = 0; i < RECORDS; i++) {
        sum = sum * 31 + records[i].size + records[i].name[NAME_BYTES - 10];
    }
    return crc_word(checksum, (uint32_t)sum);
}
