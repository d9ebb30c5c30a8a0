/** What benchmarks ask of a guest's server, and how they add up what they see. */
package org.vmft.demo.bench;
