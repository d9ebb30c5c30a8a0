/* Interrupts and time of the one hart. */
#ifndef INTERRUPTS_H
#define INTERRUPTS_H

#include "board.h"

#define TIMER_ENABLE (1u << 7)
#define EXTERNAL_ENABLE (1u << 11)

static inline void interrupts_on(void) { __asm__ volatile("csrsi mstatus, 8" ::: "memory"); }
static inline void interrupts_off(void) { __asm__ volatile("csrci mstatus, 8" ::: "memory"); }
static inline void interrupts_enable(uint32_t bits) { __asm__ volatile("csrs mie, %0" ::"r"(bits) : "memory"); }
static inline void wait_for_interrupt(void) { __asm__ volatile("wfi" ::: "memory"); }

/* Ticks since the machine began. */
uint64_t now(void);

/* The timer interrupt comes when now() reaches this. */
void timer_set(uint64_t ticks);

/* Lets the controller pass on this source. */
void source_enable(uint32_t source);

/* Called with interrupts off; a guest defines those that it enables. */
void timer_interrupt(void);
void external_interrupt(uint32_t source);

#endif
