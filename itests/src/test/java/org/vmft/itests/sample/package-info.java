/** What the tests put into jars of their own: commands of a plug-in and of a tool. */
package org.vmft.itests.sample;
