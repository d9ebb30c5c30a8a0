package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.arbiter.Arbiter;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.arbiter.ArbiterRequest;
import org.vmft.api.arbiter.ArbiterUnreachableException;
import org.vmft.api.replica.ReplicaId;
import org.vmft.testkit.ChildJvm;
import org.vmft.testkit.ArbiterContract;

class FileArbiterTest extends ArbiterContract {
    /** Far longer than in use, so that a machine under load fails no test. */
    private static final int ANSWER_MILLIS_MAX = 30_000;

    @TempDir
    private Path directory;

    @Override
    protected Arbiter connect() {
        return new FileArbiter("arbiter", new LinkStore(directory), ANSWER_MILLIS_MAX);
    }

    /** Nothing lives but the directory. */
    @Override
    protected void restart() {}

    @Test
    void missingDirectoryIsNamed() {
        assertError(directory.resolve("absent"), "arbiter directory " + directory + "/absent: no such directory");
    }

    @Test
    void fileInPlaceOfTheDirectoryIsNamed() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertError(file, "arbiter directory " + file + ": not a directory");
    }

    /** No user, not even root, creates files there. */
    @Test
    void directoryThatCannotBeWrittenIsNamed() {
        assertThatThrownBy(() -> new FileArbiter(Path.of("/sys")).ask(ArbiterRequest.create("guest", new ReplicaId(1), false)))
                .isInstanceOf(ArbiterUnreachableException.class)
                .hasMessageMatching("arbiter directory /sys: (not readable and writable|Read-only file system)");
    }

    @Test
    void directoryThatHoldsUpItsUsersIsGivenUpAndMayStillDecideLater() throws Exception {
        CountDownLatch back = new CountDownLatch(1);
        LinkStore held = new LinkStore(directory, (name, existing) -> {
            awaitQuietly(back);
            Files.createLink(name, existing);
        });
        FileArbiter arbiter = new FileArbiter("it", held, 50);
        ArbiterRequest create = ArbiterRequest.create("guest", new ReplicaId(1), false);
        for (int i = 0; i < 40; i++) {
            assertThatThrownBy(() -> arbiter.ask(create)).isInstanceOf(ArbiterUnreachableException.class)
                    .hasMessage("it: no answer within 50 ms");
        }
        back.countDown();
        assertThat(new FileArbiter("it", held, ANSWER_MILLIS_MAX).ask(create).granted()).isTrue();
        assertThat(connect().ask(ArbiterRequest.create("guest", new ReplicaId(2), false)).record())
                .contains(new ArbiterRecord("guest", 1, 1, new ReplicaId(1), false));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void fullDiskIsToldInOneLineAndLeavesWhatWasThere() throws Exception {
        connect().ask(ArbiterRequest.create("guest", new ReplicaId(1), false));
        try (ChildJvm full = ChildJvm.withoutSpace(Asker.class, directory.toString())) {
            assertThat(full.rest()).containsExactly("arbiter directory " + directory + ": File too large");
        }
        assertThat(directory).isDirectoryContaining("glob:**/guest.1.json").isDirectoryNotContaining("glob:**/{guest.2.json,.*}");
        assertThat(connect().ask(ArbiterRequest.claim("guest", 1, 2, new ReplicaId(2))).granted()).isTrue();
    }

    /** Claims generation 2 and says what came of it. */
    static final class Asker {
        /** A starved machine takes its time to load the classes of the first question. */
        private static final int COLD_START_MILLIS_MAX = 60_000;

        private Asker() {}

        public static void main(String[] args) {
            try {
                FileArbiter arbiter = new FileArbiter("arbiter directory " + args[0], new LinkStore(Path.of(args[0])),
                        COLD_START_MILLIS_MAX);
                System.out.println(arbiter.ask(ArbiterRequest.claim("guest", 1, 2, new ReplicaId(3))));
            } catch (ArbiterUnreachableException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void damagedFileIsNamedAndDecidesNothing() throws Exception {
        connect().ask(ArbiterRequest.create("guest", new ReplicaId(1), false));
        Path file = directory.resolve("guest.1.json");
        Files.writeString(file, Files.readString(file).replace("\"generation\":1", "\"generation\":2"));
        assertThatThrownBy(() -> connect().ask(ArbiterRequest.claim("guest", 1, 3, new ReplicaId(2))))
                .isInstanceOf(ArbiterUnreachableException.class)
                .hasMessageStartingWith("arbiter file " + file + ": damaged: crc32c: expected ")
                .hasMessageNotContaining("\n");
        Files.writeString(file, "");
        assertThatThrownBy(() -> connect().ask(ArbiterRequest.claim("guest", 1, 2, new ReplicaId(2))))
                .hasMessageStartingWith("arbiter file " + file + ": damaged: ");
        Files.writeString(file, "x".repeat(1 << 20));
        assertThatThrownBy(() -> connect().ask(ArbiterRequest.claim("guest", 1, 2, new ReplicaId(2))))
                .hasMessageStartingWith("arbiter file " + file + ": damaged: longer than ");
        assertThat(directory.resolve("guest.2.json")).doesNotExist();
    }

    @Test
    void recordUnderAnotherNameIsDamage() throws Exception {
        connect().ask(ArbiterRequest.create("guest", new ReplicaId(1), false));
        Files.copy(directory.resolve("guest.1.json"), directory.resolve("guest.2.json"));
        assertThatThrownBy(() -> connect().ask(ArbiterRequest.claim("guest", 1, 2, new ReplicaId(2))))
                .hasMessage("arbiter file " + directory + "/guest.2.json: damaged: holds version 1 of \"guest\"");
    }

    @Test
    void badConfigurationNamesTheKey() {
        assertThatThrownBy(() -> new FileArbiter(config(null))).hasMessage("org.vmft.arbiter.file: directory: missing");
        assertThatThrownBy(() -> new FileArbiter(config(directory + "/absent")))
                .hasMessage("org.vmft.arbiter.file: directory: no such directory: " + directory + "/absent");
        assertThatThrownBy(() -> new FileArbiter(config("a\0b"))).hasMessageStartingWith("org.vmft.arbiter.file: directory: ");
    }

    @Test
    void configuredDirectoryIsUsed() throws Exception {
        assertThat(new FileArbiter(config(directory.toString())).ask(ArbiterRequest.create("guest", new ReplicaId(1), false)).granted())
                .isTrue();
        assertThat(directory.resolve("guest.1.json")).exists();
    }

    private static void assertError(Path directory, String message) {
        assertThatThrownBy(() -> new FileArbiter(directory).ask(ArbiterRequest.create("guest", new ReplicaId(1), false)))
                .isInstanceOf(ArbiterUnreachableException.class).hasMessage(message);
    }

    private static FileArbiter.Config config(String directory) {
        return new FileArbiter.Config() {
            @Override
            public String directory() {
                return directory;
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return FileArbiter.Config.class;
            }
        };
    }
}
