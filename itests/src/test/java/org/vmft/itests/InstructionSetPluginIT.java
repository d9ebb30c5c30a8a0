package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleRevision;
import org.vmft.api.machine.InstructionSet;
import org.vmft.itests.driver.InContainer;

@InContainer
class InstructionSetPluginIT {
    private static final String TOY = "guest-isa-toy-";

    @Test
    void isThereWhenItsBundleArrivesAndGoneWhenItLeaves(BundleContext context) throws Exception {
        assertThat(names(context)).isEmpty();
        Bundle toy = install(context);
        assertThat(names(context)).containsExactly("toy");
        toy.uninstall();
        assertThat(names(context)).isEmpty();
    }

    @Test
    void canBeRequiredByItsName(BundleContext context) throws BundleException {
        Bundle toy = install(context);
        assertThat(toy.adapt(BundleRevision.class).getDeclaredCapabilities("vmft.guest.isa"))
                .singleElement()
                .satisfies(capability -> assertThat(capability.getAttributes()).containsEntry("isa", "toy"));
        toy.uninstall();
    }

    private static Bundle install(BundleContext context) throws BundleException {
        Bundle bundle = context.installBundle(Distribution.jar(Distribution.plugins(), TOY).toUri().toString());
        bundle.start();
        return bundle;
    }

    private static List<String> names(BundleContext context) throws InvalidSyntaxException {
        return context.getServiceReferences(InstructionSet.class, null).stream()
                .map((ServiceReference<InstructionSet> reference) -> context.getService(reference).name())
                .toList();
    }
}
