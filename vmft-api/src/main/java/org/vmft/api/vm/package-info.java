/** A virtual machine that records or replays, driven one turn at a time. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.vm;
