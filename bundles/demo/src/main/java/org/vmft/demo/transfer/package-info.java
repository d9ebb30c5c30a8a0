/** What ordinary clients of TCP do, and what the network saw of it. */
package org.vmft.demo.transfer;
