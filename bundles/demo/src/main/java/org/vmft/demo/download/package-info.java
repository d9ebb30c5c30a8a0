/** An ordinary client's download, and what the network saw of it. */
package org.vmft.demo.download;
