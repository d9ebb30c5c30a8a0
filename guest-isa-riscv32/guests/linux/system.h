/* System calls of a 32-bit RISC-V Linux, as far as they are needed here. */
#ifndef SYSTEM_H
#define SYSTEM_H

#include <stdint.h>

#define CLOSE 57
#define READ 63
#define WRITE 64
#define EXIT 93
#define SOCKET 198
#define BIND 200
#define LISTEN 201
#define ACCEPT4 242
#define SENDTO 206
#define RECVFROM 207
#define SETSOCKOPT 208
#define SHUTDOWN 210
#define PPOLL 414

#define NONBLOCKING 04000
#define FAMILY_IPV4 2
#define STREAM 1
#define DATAGRAM 2
#define SHUTDOWN_WRITING 1
#define LEVEL_SOCKET 1
#define REUSE_ADDRESS 2
#define LEVEL_TCP 6
#define TCP_NO_DELAY 1
#define READABLE 1
#define WRITABLE 4
#define BROKEN 8
#define HUNG_UP 16
#define AGAIN (-11)

struct address {
    uint16_t family;
    uint8_t port[2];
    uint8_t ip[4];
    uint8_t zero[8];
};

struct poll {
    int32_t file;
    int16_t wanted;
    int16_t ready;
};

long system_call(long number, long a, long b, long c, long d, long e, long f);

#define CALL1(number, a) system_call(number, (long)(a), 0, 0, 0, 0, 0)
#define CALL2(number, a, b) system_call(number, (long)(a), (long)(b), 0, 0, 0, 0)
#define CALL3(number, a, b, c) system_call(number, (long)(a), (long)(b), (long)(c), 0, 0, 0)
#define CALL4(number, a, b, c, d) system_call(number, (long)(a), (long)(b), (long)(c), (long)(d), 0, 0)
#define CALL5(number, a, b, c, d, e) system_call(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), 0)
#define CALL6(number, a, b, c, d, e, f) system_call(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

#endif
