package org.vmft.api.machine;

/** What a guest may serve at 10.0.2.15, for programs that try whether it goes on doing so. */
public enum GuestService {
    /** Numbered requests with a hash chain, on UDP port 7777, as the toy instruction set's README defines them. */
    REQUESTS,
    /**
     * HTTP on TCP port 80: {@code GET /cgi-bin/bytes/N?seed=S}, with S from 1, is answered by N bytes that the guest makes up
     * as it goes: words of 32 bits, the least byte first, of the xorshift generator (13, 17, 5) that begins with S.
     * {@code POST /cgi-bin/checksum} with a {@code Content-Length} is answered by the body's length in decimal, a space, its
     * CRC-32 in eight hexadecimal digits, and a line feed.
     */
    BYTES
}
