/* Room for what comes and what goes: some for each connection, and much for as many as RAM has places for. */
#include "boot.h"
#include "tcp_connection.h"

struct place {
    uint8_t in[IN_BYTES_MUCH];
    uint8_t out[OUT_BYTES_MUCH];
};

static uint8_t in_bytes[CONNECTIONS][IN_BYTES] NOT_ZEROED;
static uint8_t out_bytes[CONNECTIONS][OUT_BYTES] NOT_ZEROED;

/* Behind all the rest of the guest. */
static struct place *places;
static uint32_t places_count;
static struct connection *place_of[CONNECTIONS];

void buffers_begin(void)
{
    uintptr_t begin = free_begin();
    uintptr_t end = free_end();
    places = (void *)begin;
    places_count = end > begin ? least((end - begin) / sizeof(struct place), CONNECTIONS) : 0;
}

void buffers_take(struct connection *c, uint32_t index, bool much)
{
    c->in = (struct ring){in_bytes[index], IN_BYTES, 0, 0};
    c->out = (struct ring){out_bytes[index], OUT_BYTES, 0, 0};
    for (uint32_t i = 0; much && i < places_count; i++) {
        if (!place_of[i]) {
            place_of[i] = c;
            c->in = (struct ring){places[i].in, IN_BYTES_MUCH, 0, 0};
            c->out = (struct ring){places[i].out, OUT_BYTES_MUCH, 0, 0};
            return;
        }
    }
}

void buffers_release(const struct connection *c)
{
    for (uint32_t i = 0; i < places_count; i++) {
        if (place_of[i] == c) {
            place_of[i] = 0;
        }
    }
}
