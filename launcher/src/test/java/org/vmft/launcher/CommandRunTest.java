package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class CommandRunTest {
    private final StringWriter err = new StringWriter();
    private boolean interrupted;

    @Test
    void commandsResultIsTheExitCode() {
        assertThat(run(false, "--by", "42")).isEqualTo(42);
        assertThat(err).hasToString("");
    }

    @Test
    void commandExceptionIsOneLineAndItsExitCode() {
        assertThat(run(false, "--by", "command")).isEqualTo(3);
        assertThat(err).hasToString("vmft: no such image: x\n");
    }

    @Test
    void otherExceptionIsOneLineAndExitCodeOne() {
        assertThat(run(false, "--by", "io")).isEqualTo(1);
        assertThat(err).hasToString("vmft: IOException: disk; full\n");
    }

    @Test
    void exceptionWithoutMessageIsNamed() {
        assertThat(run(false, "--by", "null")).isEqualTo(1);
        assertThat(err).hasToString("vmft: IllegalStateException\n");
    }

    @Test
    void errorIsToldToo() {
        assertThat(run(false, "--by", "error")).isEqualTo(1);
        assertThat(err).hasToString("vmft: AssertionError: broken\n");
    }

    @Test
    void verboseAddsTheStackTrace() {
        run(true, "--by", "io");
        assertThat(err.toString()).startsWith("vmft: IOException: disk; full\njava.io.IOException").contains("FailingCommand.java");
    }

    @Test
    void usageErrorIsOneLineAndExitCodeTwo() {
        assertThat(run(false)).isEqualTo(2);
        assertThat(err).hasToString("vmft: Missing required option: '--by=<by>' (see: vmft fail --help)\n");
    }

    @Test
    void everyCommandHasHelp() {
        assertThat(run(false, "--help")).isZero();
        assertThat(err).hasToString("");
    }

    @Test
    void failureOfAnInterruptedCommandIsNotTold() {
        interrupted = true;
        assertThat(run(false, "--by", "io")).isEqualTo(1);
        assertThat(err).hasToString("");
    }

    private int run(boolean verbose, String... args) {
        FoundCommand found = new FoundCommand("fail", new FailingCommand());
        return new CommandRun(new PrintWriter(err), verbose, () -> interrupted).run(found, List.of(args));
    }
}
