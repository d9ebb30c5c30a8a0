/** Ethernet switch, host-port forwarder, QEMU stream framing. */
package org.vmft.network;
