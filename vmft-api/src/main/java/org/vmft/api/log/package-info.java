/** The replication log: entries, flushes and log files. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.log;
