/**
 * Device models: console, page NIC, entropy, 16550 serial port.
 *
 * <p>Registers are 32 bits wide, those of the 16550 one byte. An access acts on the register that begins at its offset,
 * whatever its size: a read gives the register's low bytes, a write is extended with zeros or cut. Any other offset
 * reads as 0 and ignores writes.
 */
package org.vmft.devices;
