/* A linked list of numbers: filled in a scattered order, sorted by merging, searched, reversed. */
#include "kernels.h"

#define NODES 512
#define SCATTER 173
#define SEARCHES 16

struct node {
    struct node *next;
    uint32_t key;
    uint32_t visits;
};

static struct node nodes[NODES];

static struct node *fill(uint32_t seed)
{
    struct node *first = NULL;
    for (uint32_t i = 0; i < NODES; i++) {
        struct node *node = &nodes[i * SCATTER % NODES];
        node->key = next_random(&seed) & 0xffff;
        node->visits = 0;
        node->next = first;
        first = node;
    }
    return first;
}

static struct node *merge(struct node *one, struct node *other)
{
    struct node *first = NULL;
    struct node **end = &first;
    while (one && other) {
        struct node **lesser = other->key < one->key ? &other : &one;
        *end = *lesser;
        end = &(*lesser)->next;
        *lesser = *end;
    }
    *end = one ? one : other;
    return first;
}

static struct node *sort(struct node *first, uint32_t count)
{
    if (count < 2) {
        return first;
    }
    struct node *last = first;
    for (uint32_t i = 1; i < count / 2; i++) {
        last = last->next;
    }
    struct node *rest = last->next;
    last->next = NULL;
    first = sort(first, count / 2);
    return merge(first, sort(rest, count - count / 2));
}

static uint32_t search(struct node *first, uint32_t key)
{
    uint32_t at = 0;
    for (struct node *node = first; node && node->key < key; node = node->next) {
        node->visits++;
        at++;
    }
    return at;
}

static struct node *reverse(struct node *first)
{
    struct node *reversed = NULL;
    while (first) {
        struct node *next = first->next;
        first->next = reversed;
        reversed = first;
        first = next;
    }
    return reversed;
}

uint32_t list_kernel(uint32_t iteration, uint32_t checksum)
{
    uint32_t seed = iteration * 2 + 1;
    struct node *first = sort(fill(seed), NODES);
    for (int i = 0; i < SEARCHES; i++) {
        checksum = crc_word(checksum, search(first, next_random(&seed) & 0xffff));
    }
    uint32_t mix = 0;
    for (struct node *node = reverse(first); node; node = node->next) {
        mix = mix * 31 + node->key + node->visits;
    }
    return crc_word(checksum, mix);
}
