/** Log channel over TCP: frames, order, acknowledgement. */
package org.vmft.logchannel;
