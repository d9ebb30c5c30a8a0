package org.vmft.api.command;

import java.util.concurrent.Callable;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * A command of the {@code vmft} command line: an OSGi service (prototype or singleton; called once), or a
 * {@link java.util.ServiceLoader} provider in {@code tools/}. The class carries picocli's {@code @Command}; the service
 * property {@value #NAME_PROPERTY} gives its full name, words separated by a space, such as {@code log dump}.
 * {@link #call} returns the exit code.
 */
@ConsumerType
public interface Command extends Callable<Integer> {
    String NAME_PROPERTY = "vmft.command";

    /** @throws CommandException for a failure that is told in one line */
    @Override
    Integer call() throws Exception;
}
