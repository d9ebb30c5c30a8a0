package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class FoundCommandTest {
    private static final List<FoundCommand> PRESENT = Stream.of("run", "log dump", "bench network", "bench cost")
            .map(name -> new FoundCommand(name, new FailingCommand())).toList();

    @Test
    void longestNameIsMeant() {
        List<FoundCommand> both = List.of(new FoundCommand("log", new FailingCommand()), PRESENT.get(1));
        assertThat(FoundCommand.asked(both, Arguments.parse("log", "dump", "x")).orElseThrow().name()).isEqualTo("log dump");
    }

    @Test
    void firstWordAloneNamesWhatBeginsWithIt() {
        assertThat(FoundCommand.absent(PRESENT, "log")).isEqualTo("'log' alone is no command; there is: log dump");
        assertThat(FoundCommand.absent(PRESENT, "bench")).isEqualTo("'bench' alone is no command; there are: bench cost, bench network");
    }

    @Test
    void unknownWordNamesAllThereAre() {
        assertThat(FoundCommand.absent(PRESENT, "fly")).isEqualTo("no command 'fly'; there are: bench cost, bench network, log dump, run");
    }
}
