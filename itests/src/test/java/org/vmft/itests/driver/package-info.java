/**
 * Runs Jupiter tests inside a framework, by way of Pax Exam, which has no driver for Jupiter. The framework shares the
 * classes of Jupiter, AssertJ and this package with the host, so that outcomes need no translation.
 */
package org.vmft.itests.driver;
