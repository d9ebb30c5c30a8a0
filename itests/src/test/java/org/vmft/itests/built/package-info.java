/** Tests over the jars of the distribution: what they import and export, and what their code may not use. */
package org.vmft.itests.built;
