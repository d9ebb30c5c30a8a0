package org.vmft.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/** Commands that bundles and plug-ins provide as services. */
final class ServiceCommands {
    private static final String COMMAND = "org.vmft.api.command.Command";
    private static final String NAME = "vmft.command";
    private static final long BOUND_NANOS = 10_000_000_000L;
    private static final long SILENT_NANOS = 1_000_000_000L;

    private final BundleContext context;

    ServiceCommands(BundleContext context) {
        this.context = context;
    }

    List<FoundCommand> present() {
        List<FoundCommand> present = new ArrayList<>();
        for (ServiceReference<?> reference : references()) {
            Object command = context.getService(reference);
            if (command != null && reference.getProperty(NAME) instanceof String name) {
                present.add(new FoundCommand(name, command));
            }
        }
        return present;
    }

    /**
     * The command that the words begin with. If only a component's description promises it, waits for what the component
     * lacks, a bounded time, and says so.
     */
    Optional<FoundCommand> await(Arguments arguments, Consumer<String> say) throws InterruptedException {
        Object change = new Object();
        ServiceListener listener = event -> {
            if (event.getType() == ServiceEvent.REGISTERED) {
                synchronized (change) {
                    change.notifyAll();
                }
            }
        };
        context.addServiceListener(listener);
        try {
            long start = System.nanoTime();
            boolean said = false;
            while (true) {
                Optional<FoundCommand> found = asked(arguments);
                long waited = System.nanoTime() - start;
                Optional<PromisedCommand> promised = found.isPresent() ? Optional.empty() : PromisedCommand.asked(context, NAME, arguments);
                if (promised.isEmpty()) {
                    return found;
                }
                if (waited >= BOUND_NANOS) {
                    throw new LaunchException(promised.get() + "; gave up after " + BOUND_NANOS / 1_000_000_000 + " s");
                }
                if (waited >= SILENT_NANOS && !said) {
                    say.accept(promised.get().toString());
                    said = true;
                }
                synchronized (change) {
                    change.wait(100); // and not longer: it may have arrived just before
                }
            }
        } finally {
            context.removeServiceListener(listener);
        }
    }

    private Optional<FoundCommand> asked(Arguments arguments) {
        List<FoundCommand> asked = new ArrayList<>();
        for (ServiceReference<?> reference : references()) {
            if (reference.getProperty(NAME) instanceof String name && arguments.name(name)) {
                Object command = context.getService(reference);
                if (command == null) {
                    throw new LaunchException("command '" + name + "' of " + reference.getBundle() + " could not be made");
                }
                asked.add(new FoundCommand(name, command));
            }
        }
        return FoundCommand.asked(asked, arguments);
    }

    private List<ServiceReference<?>> references() {
        try {
            ServiceReference<?>[] references = context.getAllServiceReferences(COMMAND, null);
            return references == null ? List.of() : List.of(references);
        } catch (InvalidSyntaxException e) {
            throw new AssertionError("no filter", e);
        }
    }
}
