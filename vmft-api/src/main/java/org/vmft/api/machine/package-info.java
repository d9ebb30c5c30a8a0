/** Instruction sets, machines, guest memory and devices: what a guest ISA plug-in implements and what it is given. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.machine;
