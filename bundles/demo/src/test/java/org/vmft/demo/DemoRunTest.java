package org.vmft.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.demo.story.Conditions;
import org.vmft.demo.story.Fault;
import org.vmft.demo.story.RunFacts;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DemoRunTest {
    private static final String SERVES = "echo \"arbiter listening on 127.0.0.1:1\"; echo \"switch listening on 127.0.0.1:2\";"
            + " echo \"udp forward on 127.0.0.1:3\"; exec sleep 1000";

    @TempDir
    private Path folder;

    private final List<String> progress = new ArrayList<>();

    /** A run in which the commands are shell scripts. */
    private RunFacts run(String others, String node) throws InterruptedException {
        Settings settings = new Settings("toy", Fault.PRIMARY, 1, Work.NONE, 1, 500, true, Optional.empty());
        return new DemoRun(settings, folder, arguments -> List.of("sh", "-c", arguments.get(0).equals("node") ? node : others),
                progress::add).run();
    }

    @Test
    void quotesTheLastLineOfAProcessThatDidNotStart() throws Exception {
        RunFacts facts = run("echo 'cannot listen' >&2; exit 1", "exit 0");
        assertThat(facts.abandoned().orElseThrow()).matches("(arbiter|switch) ended with exit code 1: cannot listen");
        assertThat(Conditions.broken(facts)).contains("abandoned: " + facts.abandoned().get());
    }

    @Test
    void namesANodeThatEndsBeforeItListens() throws Exception {
        RunFacts facts = run(SERVES, "echo 'vmft: no guest named plan9' >&2; exit 1");
        assertThat(facts.abandoned()).hasValue("node a ended with exit code 1: vmft: no guest named plan9");
        assertThat(progress).last().isEqualTo("the first node boots");
    }

    @Test
    void namesANodeThatEndsLater() throws Exception {
        RunFacts facts = run(SERVES, "echo '{\"nanos\": 1, \"node\": \"a\", \"event\": \"listening on 127.0.0.1:4\"}'; exit 7");
        assertThat(facts.abandoned()).hasValue("node a ended with exit code 7");
        assertThat(facts.events()).hasSize(1);
    }

    @Test
    void leavesNoProcessBehind() throws Exception {
        long before = ProcessHandle.current().children().count();
        run(SERVES, "exit 1");
        assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
    }
}
