/** Roles and observable state of a replica. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.replica;
