/** The atomic test-and-set that lets exactly one replica go live. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.arbiter;
