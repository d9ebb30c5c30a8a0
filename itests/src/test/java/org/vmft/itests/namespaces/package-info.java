/** Hosts, a bridge and a client as network namespaces of this machine. */
package org.vmft.itests.namespaces;
