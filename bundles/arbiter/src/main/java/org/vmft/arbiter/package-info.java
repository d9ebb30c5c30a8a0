/** Test-and-set on a shared file or a small TCP server. */
package org.vmft.arbiter;
