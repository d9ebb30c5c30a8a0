/** The encoding of entries, messages and frames, shared by links and log files; specified in {@code FORMAT.md}. */
package org.vmft.logchannel.internal.codec;
