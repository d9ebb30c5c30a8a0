package org.vmft.replication.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.CommandException;
import picocli.CommandLine;

class NodeCommandTest {
    @TempDir
    private Path folder;

    private static void assertRefused(int exitCode, String message, String... arguments) {
        NodeCommand command = new NodeCommand();
        List<String> all = new ArrayList<>(List.of("--vm", "test", "--join", "--peer", "host:1"));
        all.addAll(List.of(arguments));
        new CommandLine(command).parseArgs(all.toArray(String[]::new));
        assertThatThrownBy(command::call).isInstanceOfSatisfying(CommandException.class, e -> assertThat(e.exitCode()).isEqualTo(exitCode))
                .hasMessage(message);
    }

    private static void assertMisused(String message, String... arguments) {
        assertRefused(CommandException.USAGE, message, arguments);
    }

    @Test
    void arbitersFolderMustBeThere() throws Exception {
        String absent = "file:" + folder.resolve("absent");
        assertRefused(CommandException.FAILURE, "--arbiter " + absent + ": no such directory", "--arbiter", absent);
        String file = "file:" + Files.createFile(folder.resolve("file"));
        assertRefused(CommandException.FAILURE, "--arbiter " + file + ": not a directory", "--arbiter", file);
    }

    @Test
    void addressesAreOfHostAndPort() {
        assertMisused("--peer: expected host:port, actual \"x\"", "--arbiter", "tcp:host:1", "--peer", "x");
        assertMisused("--listen: expected host:port, actual \"1\"", "--arbiter", "tcp:host:1", "--listen", "1");
        assertMisused("--network: expected host:port, actual \"y\"", "--arbiter", "tcp:host:1", "--network", "y");
        assertMisused("--arbiter: expected host:port, actual \"host\"", "--arbiter", "tcp:host");
        assertMisused("--arbiter: expected tcp:HOST:PORT or file:DIR, actual zoo:x", "--arbiter", "zoo:x");
    }
}
