/* What a guest begins with. */
#ifndef BOOT_H
#define BOOT_H

#include <stdint.h>

/* For what need not begin as zero. */
#define NOT_ZEROED __attribute__((section(".noinit"), aligned(4)))

/* Written by each guest; what it returns is the exit code. */
uint32_t guest(void);

/* Text that the guest was booted with, "" for none. */
const char *boot_arguments(void);

/* First address behind RAM, 0 when the device tree does not say. */
uint32_t ram_end(void);

/* RAM that nothing else uses, word by word; it may hold anything. */
uintptr_t free_begin(void);
uintptr_t free_end(void);

#endif
