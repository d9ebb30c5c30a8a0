/** Linux TAP interfaces. */
package org.vmft.network.tap;
