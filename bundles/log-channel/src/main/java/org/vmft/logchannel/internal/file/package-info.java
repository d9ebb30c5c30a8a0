/** Log files; specified in {@code FORMAT.md}. */
package org.vmft.logchannel.internal.file;
