/* What a guest begins with. */
#ifndef BOOT_H
#define BOOT_H

#include <stdint.h>

/* Written by each guest; what it returns is the exit code. */
uint32_t guest(void);

/* Text that the guest was booted with, "" for none. */
const char *boot_arguments(void);

/* First address behind RAM, 0 when the device tree does not say. */
uint32_t ram_end(void);

#endif
