package org.vmft.demo.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.vmft.api.command.CommandException;
import org.vmft.demo.story.Fault;
import org.vmft.isa.toy.ToyGuests;
import picocli.CommandLine;

class DemoCommandTest {
    private static DemoCommand command(String... arguments) {
        DemoCommand command = new DemoCommand(List.of(new ToyGuests()));
        command.guest = "toy";
        new CommandLine(command).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
        return command;
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
    void namesTheGuestsThatThereAre() {
        assertUsageError("--guest: no guest 'plan9'; there are: compute, echo, entropy, ticks, toy", "--guest", "plan9");
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
        assertUsageError("--guest: guest 'ticks' is no server", "--guest", "ticks");
        assertUsageError("--pcap, --upload, --lines, --connections: expected a guest that serves TCP, actual 'toy'", "--pcap", "x");
        assertUsageError("--pcap, --upload, --lines, --connections: expected a guest that serves TCP, actual 'toy'", "--lines", "9");
    }

    @Test
    void repeatsOnlyTheKillingOfPrimaries() {
        assertUsageError("--rounds: expected with --kill primary, actual --kill pause", "--rounds", "2", "--kill", "pause");
    }
}
