/** The toy instruction set: small enough to read in an evening. */
package org.vmft.isa.toy;
