/** The demonstration: a pair of nodes, and what happens when one is killed. */
package org.vmft.demo;
