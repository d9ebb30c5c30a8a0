/* Bytes, text and numbers. */
#ifndef TEXT_H
#define TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *to, const void *from, size_t length);
void *memset(void *to, int value, size_t length);
int memcmp(const void *one, const void *other, size_t length);

uint32_t text_length(const char *text);
bool text_equal(const char *one, const char *other);
bool text_begins(const char *text, const char *with);

/* What follows "key=" among words separated by spaces, 0 when it is not there. */
const char *text_option(const char *words, const char *key);

/* Reads a decimal number and moves behind it; false when there is none or it does not fit. */
bool text_number(const char **text, uint32_t *number);

#define DECIMAL_CHARACTERS_MAX 20

/* Writes the number, returns the end of it. */
char *text_decimal(char *to, uint64_t number);
char *text_hex(char *to, uint32_t number);
char *text_copy(char *to, const char *text);

#endif
