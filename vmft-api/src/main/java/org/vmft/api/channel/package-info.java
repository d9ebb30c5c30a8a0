/** The log channel: links between the two replicas of a pair and the messages they carry. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.channel;
