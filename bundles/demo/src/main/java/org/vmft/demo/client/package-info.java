/** The client of the guest's server: asks over UDP, repeats, and checks every answer against its own computation. */
package org.vmft.demo.client;
