package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.vmft.itests.driver.InContainer;

@InContainer
class ServicesIT {
    private static final String OURS = "org.vmft.";
    private static final String FROM_PLUGINS = "org.vmft.api.machine.InstructionSet";

    @Test
    void everyBundleIsActive(BundleContext context) {
        List<String> idle = Arrays.stream(context.getBundles())
                .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                .map(Bundle::getSymbolicName)
                .toList();
        assertThat(idle).isEmpty();
        assertThat(Arrays.stream(context.getBundles()).filter(bundle -> bundle.getSymbolicName().startsWith(OURS)))
                .hasSameSizeAs(Distribution.bundles());
    }

    /** Except those that need a configuration, which a node brings. */
    @Test
    void everyComponentHasWhatItRefersTo(ServiceComponentRuntime runtime) {
        List<String> unsatisfied = new ArrayList<>();
        int components = 0;
        for (ComponentDescriptionDTO description : runtime.getComponentDescriptionDTOs()) {
            if (description.bundle.symbolicName.startsWith(OURS)) {
                components++;
                for (ComponentConfigurationDTO configuration : runtime.getComponentConfigurationDTOs(description)) {
                    Arrays.stream(configuration.unsatisfiedReferences).forEach(reference -> unsatisfied.add(description.name + "." + reference.name));
                }
            }
        }
        assertThat(unsatisfied).isEmpty();
        assertThat(components).isPositive();
    }

    /** Components are made when first asked for; a constructor that throws shows only then. */
    @Test
    void everyServiceCanBeMade(BundleContext context) {
        List<String> broken = new ArrayList<>();
        int services = 0;
        for (Bundle bundle : context.getBundles()) {
            ServiceReference<?>[] references = bundle.getSymbolicName().startsWith(OURS) ? bundle.getRegisteredServices() : null;
            for (ServiceReference<?> reference : references == null ? new ServiceReference<?>[0] : references) {
                services++;
                if (context.getService(reference) == null) {
                    broken.add(reference.toString());
                }
            }
        }
        assertThat(broken).isEmpty();
        assertThat(services).isPositive();
    }

    @Test
    void instructionSetsAreNotAmongTheBundles(BundleContext context) {
        assertThat(context.getServiceReference(FROM_PLUGINS)).isNull();
    }
}
