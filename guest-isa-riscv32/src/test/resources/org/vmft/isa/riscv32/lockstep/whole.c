/* Runs one kernel of the compute guest once and ends. It begins by setting every register, so that nothing depends on
 * what boot code left in them, and needs nothing of the board but RAM and the test device. */
#include <stdint.h>
#include "compute/kernels.h"

#define TEST_DEVICE ((volatile uint32_t *) 0x100000)
#define PASS 0x5555

volatile uint32_t result;

void whole(void)
{
    result = KERNEL(0, 0);
    *TEST_DEVICE = PASS;
    for (;;) {
    }
}

__asm__(
    ".section .text.start, \"ax\"\n"
    ".globl _start\n"
    ".option push\n"
    ".option norvc\n"
    ".option norelax\n"
    "_start:\n"
    "addi x1, x0, 0\n"
    "addi x2, x0, 0\n"
    "addi x3, x0, 0\n"
    "addi x4, x0, 0\n"
    "addi x5, x0, 0\n"
    "addi x6, x0, 0\n"
    "addi x7, x0, 0\n"
    "addi x8, x0, 0\n"
    "addi x9, x0, 0\n"
    "addi x10, x0, 0\n"
    "addi x11, x0, 0\n"
    "addi x12, x0, 0\n"
    "addi x13, x0, 0\n"
    "addi x14, x0, 0\n"
    "addi x15, x0, 0\n"
    "addi x16, x0, 0\n"
    "addi x17, x0, 0\n"
    "addi x18, x0, 0\n"
    "addi x19, x0, 0\n"
    "addi x20, x0, 0\n"
    "addi x21, x0, 0\n"
    "addi x22, x0, 0\n"
    "addi x23, x0, 0\n"
    "addi x24, x0, 0\n"
    "addi x25, x0, 0\n"
    "addi x26, x0, 0\n"
    "addi x27, x0, 0\n"
    "addi x28, x0, 0\n"
    "addi x29, x0, 0\n"
    "addi x30, x0, 0\n"
    "addi x31, x0, 0\n"
    "la sp, stack_top\n"
    "j whole\n"
    ".option pop\n");
