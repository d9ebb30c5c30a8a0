/** GDB's remote serial protocol (GDB manual, appendix "GDB Remote Serial Protocol") over the view that a machine offers. */
package org.vmft.gdb;
