/** Commands of the {@code vmft} command line, contributed by the bundles that own their subject. */
@org.osgi.annotation.versioning.Version("0.1.0")
package org.vmft.api.command;
