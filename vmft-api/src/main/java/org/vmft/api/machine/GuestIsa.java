package org.vmft.api.machine;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.osgi.annotation.bundle.Attribute;
import org.osgi.annotation.bundle.Capability;

/** Declares in a bundle's manifest that it provides the guest instruction set of this name, so that it can be required. */
@Capability(namespace = "vmft.guest.isa")
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.TYPE)
public @interface GuestIsa {
    /** The same name that {@link InstructionSet#name()} returns. */
    @Attribute("isa")
    String value();
}
