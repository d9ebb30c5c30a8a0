/* The board: a subset of QEMU's "virt". */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define POWER 0x00100000u
#define POWER_OFF 0x5555u
#define POWER_FAILED 0x3333u

#define CLINT_MTIMECMP 0x02004000u
#define CLINT_MTIME 0x0200bff8u
#define TICKS_PER_SECOND 10000000u
#define TICKS_PER_MILLI (TICKS_PER_SECOND / 1000)

#define PLIC_PRIORITY 0x0c000000u
#define PLIC_ENABLE 0x0c002000u
#define PLIC_THRESHOLD 0x0c200000u
#define PLIC_CLAIM 0x0c200004u

#define UART 0x10000000u

#define VIRTIO_BASE 0x10001000u
#define VIRTIO_STRIDE 0x1000u
#define VIRTIO_SLOTS 8
#define VIRTIO_FIRST_SOURCE 1

static inline uint32_t read32(uintptr_t address) { return *(volatile uint32_t *)address; }
static inline void write32(uintptr_t address, uint32_t value) { *(volatile uint32_t *)address = value; }
static inline uint8_t read8(uintptr_t address) { return *(volatile uint8_t *)address; }
static inline void write8(uintptr_t address, uint8_t value) { *(volatile uint8_t *)address = value; }

/* Ends the run with this code. */
static inline _Noreturn void power_off(uint32_t code)
{
    write32(POWER, code == 0 ? POWER_OFF : code << 16 | POWER_FAILED);
    for (;;) {
        __asm__ volatile("wfi");
    }
}

#endif
