/* Prints "tick N" every 100 ms, idle in between. Ends after the number of ticks given as boot argument, 0 for ever; 10
 * without one. */
#include "boot.h"
#include "console.h"
#include "interrupts.h"
#include "text.h"

#define PERIOD (TICKS_PER_SECOND / 10)
#define TICKS_DEFAULT 10

static uint64_t due;
static volatile uint32_t ticks;

void timer_interrupt(void)
{
    ticks++;
    due += PERIOD;
    timer_set(due);
}

uint32_t guest(void)
{
    const char *argument = boot_arguments();
    uint32_t limit;
    if (!text_number(&argument, &limit)) {
        limit = TICKS_DEFAULT;
    }
    due = now() + PERIOD;
    timer_set(due);
    interrupts_enable(TIMER_ENABLE);
    for (uint32_t told = 0; limit == 0 || told < limit;) {
        interrupts_off();
        if (ticks == told) {
            wait_for_interrupt();
        }
        interrupts_on();
        while (told != ticks && (limit == 0 || told < limit)) {
            told++;
            print("tick ");
            print_decimal(told);
            print("\n");
        }
    }
    return 0;
}
