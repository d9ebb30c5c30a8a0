/* Bytes in the order in which they came, up to a bound. */
#ifndef RING_H
#define RING_H

#include <stdint.h>

#include "text.h"

struct ring {
    uint8_t *bytes;
    uint32_t size;
    uint32_t first;
    uint32_t count;
};

static inline uint32_t least(uint32_t one, uint32_t other) { return one < other ? one : other; }

static inline uint32_t ring_room(const struct ring *ring) { return ring->size - ring->count; }

static inline uint8_t ring_at(const struct ring *ring, uint32_t index)
{
    return ring->bytes[(ring->first + index) & (ring->size - 1)];
}

/* Where the byte at an index is, or goes; cuts the length to what lies there in one piece. */
static inline uint8_t *ring_piece(const struct ring *ring, uint32_t index, uint32_t *length)
{
    uint32_t at = (ring->first + index) & (ring->size - 1);
    *length = least(*length, ring->size - at);
    return ring->bytes + at;
}

/* Does not change what is in the ring when index is not less than count; up to its size. */
static inline void ring_write(struct ring *ring, uint32_t index, const void *bytes, uint32_t length)
{
    uint32_t part = length;
    memcpy(ring_piece(ring, index, &part), bytes, part);
    memcpy(ring->bytes, (const uint8_t *)bytes + part, length - part);
}

/* At most ring_room. */
static inline void ring_put(struct ring *ring, const void *bytes, uint32_t length)
{
    ring_write(ring, ring->count, bytes, length);
    ring->count += length;
}

/* At most what there is from index on. */
static inline void ring_copy(const struct ring *ring, uint32_t index, void *to, uint32_t length)
{
    uint32_t part = length;
    memcpy(to, ring_piece(ring, index, &part), part);
    memcpy((uint8_t *)to + part, ring->bytes, length - part);
}

/* At most ring->count. */
static inline void ring_drop(struct ring *ring, uint32_t length)
{
    ring->first = (ring->first + length) & (ring->size - 1);
    ring->count -= length;
}

#endif
