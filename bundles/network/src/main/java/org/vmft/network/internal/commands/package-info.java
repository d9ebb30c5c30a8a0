/** Commands about the network. */
package org.vmft.network.internal.commands;
