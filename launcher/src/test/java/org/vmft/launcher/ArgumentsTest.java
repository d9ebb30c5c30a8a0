package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ArgumentsTest {
    @Test
    void verboseMayStandAnywhereBeforeTwoDashes() {
        Arguments arguments = Arguments.parse("run", "--verbose", "image", "--", "--verbose");
        assertThat(arguments.verbose()).isTrue();
        assertThat(arguments.words()).containsExactly("run", "image", "--", "--verbose");
    }

    @Test
    void longestNameIsTheCommandAsked() {
        Arguments arguments = Arguments.parse("log", "dump", "file");
        List<FoundCommand> present = List.of(new FoundCommand("log", "a"), new FoundCommand("log dump", "b"), new FoundCommand("log dumper", "c"));
        FoundCommand asked = FoundCommand.asked(present, arguments).orElseThrow();
        assertThat(asked.command()).isEqualTo("b");
        assertThat(arguments.after(asked.name())).containsExactly("file");
    }

    @Test
    void partOfANameIsNoCommand() {
        assertThat(FoundCommand.asked(List.of(new FoundCommand("isa list", "a")), Arguments.parse("isa"))).isEmpty();
    }
}
