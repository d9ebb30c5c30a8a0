package org.vmft.replication.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogDirectoryTest {
    @TempDir
    private Path folder;

    @Test
    void folderIsMadeAndLeftEmpty() throws IOException {
        Path made = folder.resolve("a/b");
        LogDirectory.prepare(Optional.of(made));
        assertThat(made).isEmptyDirectory();
        LogDirectory.prepare(Optional.of(made));
        LogDirectory.prepare(Optional.empty());
    }

    @Test
    void folderThatCannotBeMadeIsTold() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        assertThatThrownBy(() -> LogDirectory.prepare(Optional.of(file))).isInstanceOf(IOException.class)
                .hasMessage("record: logs cannot be kept in " + file + ": exists already");
    }
}
