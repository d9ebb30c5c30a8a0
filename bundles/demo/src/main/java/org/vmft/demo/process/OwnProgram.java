package org.vmft.demo.process;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The program that runs now, to be started again: the same Java, the same options, the same class path. */
public final class OwnProgram {
    /** Known by name: no bundle sees the launcher's classes. */
    private static final String MAIN = "org.vmft.launcher.Main";

    private OwnProgram() {}

    public static List<String> command(List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), MAIN));
        command.addAll(arguments);
        return command;
    }
}
