package org.vmft.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.testkit.ChildJvm;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ChildrenTest {
    private static final long END_MILLIS_MAX = 60_000;

    @TempDir
    private Path folder;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final CountDownLatch ended = new CountDownLatch(1);

    private Child start(Children children, String script) throws AbandonedException {
        return children.start("child", List.of("sh", "-c", script), folder.resolve("child.err"), lines::add, ended::countDown);
    }

    @Test
    void tellsLinesAndTheEnd() throws Exception {
        try (Children children = new Children()) {
            Child child = start(children, "echo one; echo two; exit 3");
            ended.await();
            assertThat(child.awaitEnd(END_MILLIS_MAX)).isTrue();
            assertThat(lines).containsExactly("one", "two");
            assertThat(child.epitaph()).isEqualTo("child ended with exit code 3");
        }
    }

    @Test
    void quotesTheLastThingThatAProcessSaidOnStandardError() throws Exception {
        try (Children children = new Children()) {
            Child child = start(children, "echo first >&2; echo 'no such guest' >&2; exit 1");
            child.awaitEnd(END_MILLIS_MAX);
            assertThat(child.epitaph()).isEqualTo("child ended with exit code 1: no such guest");
        }
    }

    @Test
    void saysInOneLineWhatCouldNotStart() {
        try (Children children = new Children()) {
            assertThatThrownBy(() -> children.start("ghost", List.of("/no/such/program"), folder.resolve("err"), lines::add, () -> { }))
                    .isInstanceOf(AbandonedException.class).hasMessageStartingWith("ghost could not start: ").hasMessageNotContaining("\n");
        }
    }

    @Test
    void endOfInputReachesTheProcess() throws Exception {
        try (Children children = new Children()) {
            Child child = start(children, "read line; echo bye");
            assertThat(child.alive()).isTrue();
            child.endInput();
            assertThat(child.awaitEnd(END_MILLIS_MAX)).isTrue();
            assertThat(lines).containsExactly("bye");
        }
    }

    @Test
    void pausedProcessSaysNothingUntilItIsResumed() throws Exception {
        try (Children children = new Children()) {
            Child child = start(children, "while read line; do echo $line; done");
            child.pause();
            String state = new String(new ProcessBuilder("ps", "-o", "stat=", "-p", Long.toString(child.pid())).start()
                    .getInputStream().readAllBytes());
            assertThat(state).startsWith("T");
            child.resume();
            child.endInput();
            assertThat(child.awaitEnd(END_MILLIS_MAX)).isTrue();
        }
    }

    @Test
    void closingKillsEvenAPausedProcess() throws Exception {
        Child child;
        try (Children children = new Children()) {
            child = start(children, "exec sleep 1000");
            child.pause();
        }
        assertThat(child.alive()).isFalse();
    }

    @Test
    void noProcessOutlivesAProgramThatIsTerminated() throws Exception {
        try (ChildJvm parent = new ChildJvm(Parent.class, folder.toString())) {
            ProcessHandle child = ProcessHandle.of(Long.parseLong(parent.line())).orElseThrow();
            parent.terminate();
            parent.exitCode();
            child.onExit().get(END_MILLIS_MAX, TimeUnit.MILLISECONDS);
        }
    }

    /** Starts a process, says which, and forgets about it. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] args) throws Exception {
            Child child = new Children().start("child", List.of("sleep", "1000"), Path.of(args[0], "err"), line -> { }, () -> { });
            System.out.println(child.pid());
            new CountDownLatch(1).await();
        }
    }
}
