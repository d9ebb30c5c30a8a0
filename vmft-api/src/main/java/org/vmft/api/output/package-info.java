/** The output rule: what holds an output until it may leave. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.output;
