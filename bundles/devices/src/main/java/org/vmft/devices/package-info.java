/**
 * Device models: console, page NIC, entropy.
 *
 * <p>Registers are 32 bits wide. An access acts on the register that begins at its offset, whatever its size: a read
 * gives the register's low bytes, a write is extended with zeros or cut to 32 bits. Any other offset reads as 0 and
 * ignores writes.
 */
package org.vmft.devices;
