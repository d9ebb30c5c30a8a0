#include "interrupts.h"

#include "console.h"

#define INTERRUPT (1u << 31)
#define TIMER 7
#define EXTERNAL 11
#define UNEXPECTED_TRAP_CODE 3

uint64_t now(void)
{
    uint32_t high;
    uint32_t low;
    do {
        high = read32(CLINT_MTIME + 4);
        low = read32(CLINT_MTIME);
    } while (high != read32(CLINT_MTIME + 4));
    return (uint64_t)high << 32 | low;
}

void timer_set(uint64_t ticks)
{
    write32(CLINT_MTIMECMP + 4, UINT32_MAX);
    write32(CLINT_MTIMECMP, (uint32_t)ticks);
    write32(CLINT_MTIMECMP + 4, (uint32_t)(ticks >> 32));
}

void source_enable(uint32_t source)
{
    write32(PLIC_PRIORITY + source * 4, 1);
    write32(PLIC_ENABLE, read32(PLIC_ENABLE) | 1u << source);
    write32(PLIC_THRESHOLD, 0);
}

__attribute__((weak)) void timer_interrupt(void) {}
__attribute__((weak)) void external_interrupt(uint32_t source) { (void)source; }

static void claim_external(void)
{
    for (uint32_t source = read32(PLIC_CLAIM); source != 0; source = read32(PLIC_CLAIM)) {
        external_interrupt(source);
        write32(PLIC_CLAIM, source);
    }
}

void trap(uint32_t cause, uint32_t pc)
{
    if (cause == (INTERRUPT | TIMER)) {
        timer_interrupt();
    } else if (cause == (INTERRUPT | EXTERNAL)) {
        claim_external();
    } else {
        print("unexpected trap ");
        print_hex(cause);
        print(" at ");
        print_hex(pc);
        print("\n");
        power_off(UNEXPECTED_TRAP_CODE);
    }
}
