/** Guest programs, found in this bundle and in files: read before a machine boots, and never while it runs. */
package org.vmft.isa.riscv32.guests;
