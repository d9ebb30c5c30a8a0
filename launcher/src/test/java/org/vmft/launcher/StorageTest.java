package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StorageTest {
    @TempDir
    private Path parent;

    @Test
    void releasedFolderIsUsedAgain() throws IOException {
        Storage first = Storage.claim(parent);
        first.release();
        Storage second = Storage.claim(parent);
        assertThat(second.folder()).isEqualTo(first.folder());
        second.release();
    }

    @Test
    void folderOfAnotherProcessIsLeftAlone() throws Exception {
        Process other = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), Holder.class.getName(), parent.toString()).redirectErrorStream(true).start();
        try (var out = other.inputReader()) {
            assertThat(out.readLine()).isEqualTo("0");
            Storage mine = Storage.claim(parent);
            assertThat(mine.folder()).hasFileName("1");
            mine.release();
        } finally {
            other.destroyForcibly();
        }
    }

    /** Permissions do not bind root, who may run this: without a file that is denied. */
    @Test
    void folderOfAnotherUserIsToldWithWhatToDo() {
        Path lock = parent.resolve("0.lock");
        assertThat(Storage.inaccessible(new AccessDeniedException(lock.toString()), parent))
                .hasMessageStartingWith(lock + ": access denied; ").hasMessageContaining("use a copy of the distribution");
    }

    /** Claims a folder, says which, and holds it until it is killed. */
    static final class Holder {
        public static void main(String[] args) throws Exception {
            System.out.println(Storage.claim(Path.of(args[0])).folder().getFileName());
            Thread.currentThread().join();
        }
    }
}
