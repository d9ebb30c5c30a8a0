/** One side of TCP connections, without sockets, threads or clocks (RFC 9293). */
package org.vmft.network.tcp;
