package org.vmft.api.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {
    private static final byte[] CONTENT = {1, 2};

    @TempDir
    private Path folder;

    private OutputFile output(Path file) {
        return new OutputFile("--json", file);
    }

    private static void assertRefused(Path file, String reason, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(CommandException.class).hasMessage("--json " + file + ": cannot be written: " + reason);
    }

    @Test
    void contentIsReplaced() throws Exception {
        Path file = Files.write(folder.resolve("result"), new byte[9]);
        output(file).write(CONTENT);
        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void linkStaysALink() throws Exception {
        Path target = Files.createFile(folder.resolve("target"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), target);
        output(link).check();
        output(link).write(CONTENT);
        assertThat(link).isSymbolicLink();
        assertThat(target).hasBinaryContent(CONTENT);
    }

    @Test
    void emptyFolderIsRefusedAndStays() throws IOException {
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertRefused(empty, "Is a directory", () -> output(empty).check());
        assertRefused(empty, "Is a directory", () -> output(empty).write(CONTENT));
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void absentFolderIsNoticedByTheCheck() {
        Path file = folder.resolve("absent/result");
        assertRefused(file, "no such file or directory", () -> output(file).check());
    }

    @Test
    void checkLeavesContentAlone() throws Exception {
        Path file = Files.write(folder.resolve("result"), CONTENT);
        output(file).check();
        assertThat(file).hasBinaryContent(CONTENT);
    }

    @Test
    void checkDoesNotOpenAPipe() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start().waitFor()).isZero();
        output(pipe).check();
        assertThat(pipe).exists();
    }
}
