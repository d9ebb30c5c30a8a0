/* The serial port, written to without interrupts. */
#ifndef CONSOLE_H
#define CONSOLE_H

#include <stdint.h>

void print(const char *text);
void print_decimal(uint64_t number);
void print_hex(uint32_t number);

#endif
