/** Ethernet ports for guests, and their fencing. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.network;
