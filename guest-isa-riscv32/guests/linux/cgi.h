/* A program that a web server runs for one request, by the rules of CGI/1.1: it is told about the request in its environment,
 * reads its body and writes the answer. */
#ifndef CGI_H
#define CGI_H

#include <stdint.h>

/* The request and its answer; when it returns the program ends. */
void answer(void);

/* What the server says about the request, empty where it says nothing. */
const char *cgi_variable(const char *name);

/* The beginning of the answer; the status as "200 OK". */
void cgi_head(const char *status, uint32_t length);

/* Reads of the body at most so many bytes; 0 at its end. */
uint32_t cgi_read(void *bytes, uint32_t length);

/* Writes all of it; ends the program when nobody takes it. */
void cgi_write(const void *bytes, uint32_t length);

#endif
