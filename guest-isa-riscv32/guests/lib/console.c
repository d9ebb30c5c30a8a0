#include "console.h"

#include "board.h"
#include "text.h"

#define DATA 0
#define LINE_STATUS 5
#define TRANSMITTER_EMPTY 0x20

static void print_byte(char byte)
{
    while (!(read8(UART + LINE_STATUS) & TRANSMITTER_EMPTY)) {
    }
    write8(UART + DATA, (uint8_t)byte);
}

void print(const char *text)
{
    while (*text) {
        print_byte(*text++);
    }
}

void print_decimal(uint64_t number)
{
    char digits[DECIMAL_CHARACTERS_MAX + 1];
    *text_decimal(digits, number) = 0;
    print(digits);
}

void print_hex(uint32_t number)
{
    char digits[9];
    *text_hex(digits, number) = 0;
    print(digits);
}
