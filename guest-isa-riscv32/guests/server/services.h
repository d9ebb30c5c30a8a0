/* What the server offers over TCP. */
#ifndef SERVICES_H
#define SERVICES_H

#include "tcp.h"

/* Answers every line with the number of lines so far, a space, and the line. */
#define LINES_PORT 7
void lines_run(struct connection *connection);

/* HTTP/1.0: GET / tells a number that grows, GET /cgi-bin/bytes/N[?seed=S] sends N bytes, PUT and POST, by custom to
 * /cgi-bin/checksum, are answered with length and CRC-32 of what was received. */
#define HTTP_PORT 80
void http_run(struct connection *connection);

#endif
