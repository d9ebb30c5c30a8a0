/** What happened in a run, whether it is as it must be, and how that is told. Pure. */
package org.vmft.demo.story;
