package org.vmft.demo.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.CommandException;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.GuestService;
import org.vmft.api.machine.Image;
import org.vmft.demo.story.Fault;
import org.vmft.isa.toy.ToyGuests;
import picocli.CommandLine;

class DemoCommandTest {
    @TempDir
    private Path folder;

    private static DemoCommand command(String... arguments) {
        DemoCommand command = new DemoCommand(List.of(new ToyGuests(), new UnbuiltServer()));
        command.guest = "toy";
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command;
    }

    /** Another instruction set's guests, of which one bears a name of the toy's. */
    private static final class UnbuiltServer implements GuestImages {
        @Override
        public String isa() {
            return "other";
        }

        @Override
        public List<String> names() {
            return List.of("unbuilt", "compute", "rv", "toy");
        }

        @Override
        public Optional<Image> image(String name) {
            if (name.equals("unbuilt")) {
                throw new IllegalStateException("guest " + name + ": no Image; build it first");
            }
            return Optional.empty();
        }

        @Override
        public Set<GuestService> services(String name) {
            return name.equals("compute") ? Set.of() : EnumSet.allOf(GuestService.class);
        }
    }

    private static void assertFailure(String message, String... arguments) {
        assertThatThrownBy(() -> command(arguments).call()).isInstanceOfSatisfying(CommandException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(CommandException.FAILURE);
            assertThat(e).hasMessage(message);
        });
    }

    private static void assertUsageError(String message, String... arguments) {
        assertThatThrownBy(() -> command(arguments).call()).isInstanceOfSatisfying(CommandException.class, e -> {
            assertThat(e.exitCode()).isEqualTo(CommandException.USAGE);
            assertThat(e).hasMessage(message);
        });
    }

    @Test
    void takesItsOptions() {
        assertThat(command("--kill", "link").fault).isEqualTo(Fault.LINK);
        assertThat(command().kills).isEqualTo(1);
        assertThat(command("--seed", "-7").seed).hasValue(-7L);
    }

    @Test
    void namesEachServerOnce() {
        assertUsageError("--guest: no guest 'plan9'; servers are: rv, toy, unbuilt", "--guest", "plan9");
    }

    @Test
    void guestThatMustBeBuiltFirstIsRefusedAtOnce() {
        assertFailure("guest unbuilt: no Image; build it first", "--guest", "unbuilt");
    }

    @Test
    void filesThatCannotBeWrittenAreToldBeforeItBegins() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertFailure("--pcap " + empty + ": cannot be written: Is a directory", "--guest", "rv", "--pcap", empty.toString());
        assertThat(empty).isEmptyDirectory();
        Path nowhere = folder.resolve("absent/x");
        String reason = ": cannot be written: no such file or directory";
        assertFailure("--pcap " + nowhere + reason, "--guest", "rv", "--pcap", nowhere.toString());
        assertFailure("--json " + nowhere + reason, "--json", nowhere.toString());
    }

    @Test
    void folderThatCannotBeMadeIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertFailure("--keep " + file.resolve("run-1") + ": cannot be created: exists already", "--keep", file.toString());
    }

    @Test
    void boundsItsNumbers() {
        assertUsageError("--kills: expected 1..10000, actual 0", "--kills", "0");
        assertUsageError("--rounds: expected 1..50, actual 51", "--rounds", "51");
        assertUsageError("--suspicion-millis: expected 100..60000, actual 99", "--suspicion-millis", "99");
    }

    @Test
    void checksTheImpairmentBeforeItBegins() {
        assertUsageError("--impair: drop: expected 0 to 100, actual \"101\"", "--impair", "delay=5,drop=101");
    }

    @Test
    void needsAServer() {
        assertUsageError("--guest: guest 'ticks' is no server; servers are: rv, toy, unbuilt", "--guest", "ticks");
        assertUsageError("--pcap, --upload, --lines, --connections: expected a guest that serves TCP, actual 'toy'", "--pcap", "x");
        assertUsageError("--pcap, --upload, --lines, --connections: expected a guest that serves TCP, actual 'toy'", "--lines", "9");
    }

    @Test
    void repeatsOnlyTheKillingOfPrimaries() {
        assertUsageError("--rounds: expected with --kill primary, actual --kill pause", "--rounds", "2", "--kill", "pause");
    }
}
