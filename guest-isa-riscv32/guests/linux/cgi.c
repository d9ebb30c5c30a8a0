#include "cgi.h"

#include "server/content.h"
#include "system.h"
#include "text.h"

#define IN 0
#define OUT 1

static const char *const *environment;

/* There are the number of arguments, the arguments, 0, the environment, 0. */
_Noreturn void start(const long *stack)
{
    environment = (const char *const *)(stack + stack[0] + 2);
    answer();
    for (;;) {
        CALL1(EXIT, 0);
    }
}

const char *cgi_variable(const char *name)
{
    for (const char *const *variable = environment; *variable; variable++) {
        if (text_begins(*variable, name) && (*variable)[text_length(name)] == '=') {
            return *variable + text_length(name) + 1;
        }
    }
    return "";
}

/* A server that sees the status makes a line of HTTP of it. */
void cgi_head(const char *status, uint32_t length)
{
    char text[CONTENT_HEAD_BYTES_MAX];
    cgi_write(text, (uint32_t)(content_head(text, "Status: ", status, length) - text));
}

uint32_t cgi_read(void *bytes, uint32_t length)
{
    long count = CALL3(READ, IN, bytes, length);
    return count > 0 ? (uint32_t)count : 0;
}

void cgi_write(const void *bytes, uint32_t length)
{
    const uint8_t *at = bytes;
    while (length > 0) {
        long count = CALL3(WRITE, OUT, at, length);
        if (count <= 0) {
            CALL1(EXIT, 1);
        }
        at += count;
        length -= (uint32_t)count;
    }
}
