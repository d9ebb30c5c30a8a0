package org.vmft.arbiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.arbiter.ArbiterRecord;
import org.vmft.api.replica.ReplicaId;

class LinkStoreTest {
    private static final String VM = "guest";

    @TempDir
    private Path directory;

    @Test
    void ofTwoWhoReadTheSameOneReplaces() throws Exception {
        LinkStore other = new LinkStore(directory);
        other.replace(Optional.empty(), record(1));
        LinkStore store = new LinkStore(directory, (name, existing) -> {
            assertThat(other.replace(Optional.of(record(1)), new ArbiterRecord(VM, 1, 2, new ReplicaId(7), false))).isTrue();
            Files.createLink(name, existing);
        });
        assertThat(store.replace(Optional.of(record(1)), record(2))).isFalse();
        assertThat(other.read(VM).orElseThrow().winner()).isEqualTo(new ReplicaId(7));
    }

    @Test
    void differentSuccessorsOfOneRecordExcludeEachOther() throws Exception {
        LinkStore other = new LinkStore(directory);
        other.replace(Optional.empty(), record(1));
        ArbiterRecord off = new ArbiterRecord(VM, 1, 1, record(1).winner(), true);
        LinkStore store = new LinkStore(directory, (name, existing) -> {
            assertThat(other.replace(Optional.of(record(1)), off)).isTrue();
            Files.createLink(name, existing);
        });
        assertThat(store.replace(Optional.of(record(1)), record(2))).isFalse();
        assertThat(other.read(VM)).contains(off);
    }

    @Test
    void replacingWhatIsNoLongerThereFails() throws Exception {
        LinkStore store = new LinkStore(directory);
        assertThat(store.replace(Optional.of(record(1)), record(2))).isFalse();
        assertThat(store.replace(Optional.empty(), record(1))).isTrue();
        assertThat(store.replace(Optional.empty(), record(1))).isFalse();
    }

    @Test
    void oneWhoSleptWhileItsNumberWasPrunedReplacesNothing() throws Exception {
        LinkStore other = new LinkStore(directory);
        other.replace(Optional.empty(), record(1));
        int last = LinkStore.VERSIONS_KEPT + 10;
        LinkStore store = new LinkStore(directory, (name, existing) -> {
            advance(other, 1, last);
            Files.createLink(name, existing);
        });
        assertThat(store.replace(Optional.of(record(1)), new ArbiterRecord(VM, 1, 2, new ReplicaId(99), false))).isFalse();
        assertThat(other.read(VM)).contains(record(last));
        assertThat(directory.resolve("guest.2.json")).doesNotExist();
    }

    @Test
    void lostAnswerOfTheLinkIsFoundOut() throws Exception {
        LinkStore lost = new LinkStore(directory, (name, existing) -> {
            Files.createLink(name, existing);
            throw new FileSystemException(name.toString(), existing.toString(), "Input/output error");
        });
        assertThat(lost.replace(Optional.empty(), record(1))).isTrue();
        LinkStore repeated = new LinkStore(directory, (name, existing) -> {
            Files.createLink(name, existing);
            throw new FileAlreadyExistsException(name.toString());
        });
        assertThat(repeated.replace(Optional.of(record(1)), record(2))).isTrue();
        assertThat(repeated.read(VM)).contains(record(2));
    }

    @Test
    void failedLinkIsAnErrorAndLeavesNothing() throws Exception {
        LinkStore store = new LinkStore(directory, (name, existing) -> {
            throw new FileSystemException(name.toString(), existing.toString(), "Operation not permitted");
        });
        assertThatThrownBy(() -> store.replace(Optional.empty(), record(1)))
                .isInstanceOf(IOException.class).hasMessage("arbiter directory " + directory + ": Operation not permitted");
        assertThat(names()).isEmpty();
    }

    @Test
    void numberOfFilesIsBounded() throws Exception {
        LinkStore store = new LinkStore(directory);
        store.replace(Optional.empty(), record(1));
        int last = 3 * LinkStore.VERSIONS_KEPT;
        advance(store, 1, last);
        assertThat(names()).hasSize(LinkStore.VERSIONS_KEPT).contains("guest." + last + ".json");
        assertThat(store.read(VM)).contains(record(last));
    }

    @Test
    void pruningSparesOtherVirtualMachines() throws Exception {
        LinkStore store = new LinkStore(directory);
        store.replace(Optional.empty(), new ArbiterRecord("guest.1", 1, 1, new ReplicaId(5), false));
        store.replace(Optional.empty(), record(1));
        advance(store, 1, 2 * LinkStore.VERSIONS_KEPT);
        assertThat(store.read("guest.1")).contains(new ArbiterRecord("guest.1", 1, 1, new ReplicaId(5), false));
    }

    @Test
    void temporaryFilesOfCrashesAreRemovedWhenOldAndSparedWhenYoung() throws Exception {
        Path old = Files.createFile(directory.resolve(".old.tmp"));
        Files.setLastModifiedTime(old, FileTime.fromMillis(
                System.currentTimeMillis() - LinkStore.TEMPORARY_MILLIS_MAX - TimeUnit.MINUTES.toMillis(1)));
        Path young = Files.createFile(directory.resolve(".young.tmp"));
        new LinkStore(directory).replace(Optional.empty(), record(1));
        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void filesOfOthersInTheDirectoryAreIgnored() throws Exception {
        Files.writeString(directory.resolve("README"), "hello");
        Files.writeString(directory.resolve("guest.01.json"), "no version");
        Files.writeString(directory.resolve("guest.99999999999999999999.json"), "no version");
        Files.createDirectory(directory.resolve("guest"));
        LinkStore store = new LinkStore(directory);
        assertThat(store.replace(Optional.empty(), record(1))).isTrue();
        assertThat(store.read(VM)).contains(record(1));
    }

    private static void advance(LinkStore store, int from, int to) throws IOException {
        for (int generation = from; generation < to; generation++) {
            assertThat(store.replace(Optional.of(record(generation)), record(generation + 1))).isTrue();
        }
    }

    private static ArbiterRecord record(long generation) {
        return new ArbiterRecord(VM, 1, generation, new ReplicaId(generation), false);
    }

    private TreeSet<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
        }
    }
}
