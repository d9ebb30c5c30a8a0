/** The commands of the demonstration. */
package org.vmft.demo.internal.commands;
