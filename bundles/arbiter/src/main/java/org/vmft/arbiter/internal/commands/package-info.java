/** Commands about the arbiter. */
package org.vmft.arbiter.internal.commands;
