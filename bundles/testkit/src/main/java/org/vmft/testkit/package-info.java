/** Contract tests for authors of plug-ins: one abstract test class per API interface, to be subclassed. */
@Version("0.1.0")
package org.vmft.testkit;

import org.osgi.annotation.versioning.Version;
