/** Commands about logs. */
package org.vmft.logchannel.internal.commands;
