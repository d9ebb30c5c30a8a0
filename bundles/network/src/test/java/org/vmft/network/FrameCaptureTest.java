package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class FrameCaptureTest {
    private static final int HEADER_BYTES = 24;

    @TempDir
    private Path folder;

    /** A pipe whose reader goes takes no more, like a disk that is full. */
    @Test
    void whatTakesNoMoreEndsTheCaptureAndNothingElse() throws Exception {
        Path pipe = folder.resolve("capture");
        Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> {
            try (InputStream in = Files.newInputStream(pipe)) {
                return in.readNBytes(HEADER_BYTES).length;
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        FrameCapture capture = FrameCapture.to(pipe);
        assertThat(reader.get(30, TimeUnit.SECONDS)).isEqualTo(HEADER_BYTES);

        for (int i = 0; i < 3; i++) {
            capture.frame(new byte[60]);
            capture.flush();
        }
        for (int i = 0; i < 2000; i++) {
            capture.frame(new byte[1500]);
        }
        capture.close();
    }

    @Test
    void aFolderThatIsNotThereIsNamed() {
        Path file = folder.resolve("none").resolve("capture");
        assertThatThrownBy(() -> FrameCapture.to(file)).hasMessage(file + ": no such folder");
    }
}
