/** How people look into a machine, and at which step it stops for them. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.debug;
