package org.vmft.launcher;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A command that a component would provide if it had what it refers to. Read from the component runtime's descriptions,
 * by reflection, because its package belongs to a bundle.
 */
record PromisedCommand(String name, List<String> lacks) {
    private static final String RUNTIME = "org.osgi.service.component.runtime.ServiceComponentRuntime";

    static Optional<PromisedCommand> asked(BundleContext context, String nameProperty, Arguments arguments) {
        ServiceReference<?> reference = context.getServiceReference(RUNTIME);
        if (reference == null) {
            return Optional.empty();
        }
        try {
            Object runtime = context.getService(reference);
            Class<?> type = Class.forName(RUNTIME, false, runtime.getClass().getClassLoader());
            Object all = type.getMethod("getComponentDescriptionDTOs", Bundle[].class).invoke(runtime, (Object) new Bundle[0]);
            for (Object description : (Collection<?>) all) {
                Object name = ((Map<?, ?>) get(description, "properties")).get(nameProperty);
                if (name instanceof String promised && arguments.name(promised)) {
                    Object configurations = type.getMethod("getComponentConfigurationDTOs", description.getClass()).invoke(runtime, description);
                    return Optional.of(new PromisedCommand(promised, lacks(description, (Collection<?>) configurations)));
                }
            }
            return Optional.empty();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the component runtime is not as its specification says", e);
        }
    }

    private static List<String> lacks(Object description, Collection<?> configurations) throws ReflectiveOperationException {
        List<String> lacks = new ArrayList<>();
        for (Object configuration : configurations) {
            Object unsatisfied = get(configuration, "unsatisfiedReferences");
            for (int i = 0; i < Array.getLength(unsatisfied); i++) {
                lacks.add(interfaceOf(description, get(Array.get(unsatisfied, i), "name")));
            }
        }
        if (lacks.isEmpty()) {
            lacks.add("its configuration");
        }
        return lacks;
    }

    private static String interfaceOf(Object description, Object referenceName) throws ReflectiveOperationException {
        Object references = get(description, "references");
        for (int i = 0; i < Array.getLength(references); i++) {
            if (get(Array.get(references, i), "name").equals(referenceName)) {
                return (String) get(Array.get(references, i), "interfaceName");
            }
        }
        return String.valueOf(referenceName);
    }

    private static Object get(Object dto, String field) throws ReflectiveOperationException {
        return dto.getClass().getField(field).get(dto);
    }

    @Override
    public String toString() {
        return "command '" + name + "' waits for " + String.join(", ", lacks);
    }
}
