#include "boot.h"

#include "board.h"
#include "console.h"
#include "text.h"

/* Flattened device tree: numbers are big-endian. */
#define TREE_MAGIC 0xd00dfeedu
#define NODE_BEGIN 1
#define NODE_END 2
#define PROPERTY 3
#define NOTHING 4

static const char *arguments = "";
static uint32_t end_of_ram;
static uintptr_t tree_begin;
extern uint8_t guest_end[];

static uint32_t be32(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | at[1] << 16 | at[2] << 8 | at[3];
}

static void read_tree(const uint8_t *tree)
{
    const uint8_t *at = tree + be32(tree + 8);
    const char *names = (const char *)tree + be32(tree + 12);
    const char *node = "";
    int depth = 0;
    for (;;) {
        uint32_t token = be32(at);
        at += 4;
        if (token == NODE_BEGIN) {
            depth++;
            node = (const char *)at;
            at += (text_length(node) + 4) & ~3u;
        } else if (token == NODE_END) {
            depth--;
            node = "";
        } else if (token == PROPERTY) {
            uint32_t length = be32(at);
            const char *name = names + be32(at + 4);
            const uint8_t *value = at + 8;
            if (depth == 2 && text_equal(node, "chosen") && text_equal(name, "bootargs")) {
                arguments = (const char *)value;
            } else if (depth == 2 && text_begins(node, "memory@") && text_equal(name, "reg") && length == 16) {
                end_of_ram = be32(value + 4) + be32(value + 12);
            }
            at = value + ((length + 3) & ~3u);
        } else if (token != NOTHING) {
            return;
        }
    }
}

const char *boot_arguments(void) { return arguments; }
uint32_t ram_end(void) { return end_of_ram; }
uintptr_t free_begin(void) { return (uintptr_t)guest_end; }
uintptr_t free_end(void) { return (tree_begin < end_of_ram ? tree_begin : end_of_ram) & ~(uintptr_t)3; }

uint32_t start(const uint8_t *tree)
{
    if (tree && be32(tree) == TREE_MAGIC) {
        tree_begin = (uintptr_t)tree;
        read_tree(tree);
    }
    return guest();
}

_Noreturn void finish(uint32_t code)
{
    power_off(code);
}
