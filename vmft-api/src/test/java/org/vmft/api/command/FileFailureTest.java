package org.vmft.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FileFailureTest {
    @Test
    void reasonIsTold() {
        assertThat(FileFailure.reason(new NoSuchFileException("x"))).isEqualTo("no such file or directory");
        assertThat(FileFailure.reason(new AccessDeniedException("x"))).isEqualTo("access denied");
        assertThat(FileFailure.reason(new FileAlreadyExistsException("x"))).isEqualTo("exists already");
        assertThat(FileFailure.reason(new FileSystemException("x", null, "Is a directory"))).isEqualTo("Is a directory");
        assertThat(FileFailure.reason(new IOException("No space left on device"))).isEqualTo("No space left on device");
    }

    @Test
    void lineNamesTheFileOnce() {
        assertThat(FileFailure.line(new NoSuchFileException("x"))).isEqualTo("x: no such file or directory");
        assertThat(FileFailure.line(new IOException("log file x: damaged"))).isEqualTo("log file x: damaged");
    }

    @Test
    void exceptionWithoutAMessageIsNamed() {
        assertThat(FileFailure.reason(new IOException())).isEqualTo("IOException");
    }
}
