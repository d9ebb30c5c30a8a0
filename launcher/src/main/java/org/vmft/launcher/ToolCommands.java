package org.vmft.launcher;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import picocli.CommandLine;

/**
 * Commands in {@code tools/}, which run without a framework: one class loader sees the tools and, as plain jars, the
 * bundles and plug-ins.
 */
final class ToolCommands {
    private static final String COMMAND = "org.vmft.api.command.Command";

    private ToolCommands() {}

    static List<FoundCommand> in(Home home) throws IOException {
        List<Path> tools = Home.jarsIn(home.tools());
        if (tools.isEmpty()) {
            return List.of();
        }
        List<Path> jars = new ArrayList<>(tools);
        jars.addAll(Home.jarsIn(home.plugins()));
        for (Path level : Home.levelsIn(home.bundles())) {
            jars.addAll(Home.jarsIn(level));
        }
        List<URL> urls = new ArrayList<>();
        for (Path jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        // Open for the life of the process: the command's classes come from it.
        URLClassLoader loader = new URLClassLoader("tools", urls.toArray(URL[]::new), ToolCommands.class.getClassLoader());
        return in(loader);
    }

    static List<FoundCommand> in(ClassLoader loader) {
        try {
            List<FoundCommand> found = new ArrayList<>();
            for (Object command : ServiceLoader.load(Class.forName(COMMAND, false, loader), loader)) {
                found.add(new FoundCommand(command.getClass().getAnnotation(CommandLine.Command.class).name(), command));
            }
            return found;
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the distribution has tools but not " + COMMAND, e);
        }
    }
}
