/** JMH benchmarks. */
package org.vmft.benchmarks;
