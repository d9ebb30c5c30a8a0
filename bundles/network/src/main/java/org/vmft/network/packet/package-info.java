/** Ethernet, ARP, IPv4, UDP and TCP packets, as bytes and as values. */
package org.vmft.network.packet;
