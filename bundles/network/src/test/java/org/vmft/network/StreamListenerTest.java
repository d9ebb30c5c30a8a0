package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StreamListenerTest {
    @TempDir
    private Path folder;
    private Path path;
    private Selector selector;

    @BeforeEach
    void open() throws IOException {
        path = folder.resolve("switch");
        selector = Selector.open();
    }

    @AfterEach
    void close() throws IOException {
        selector.close();
    }

    private StreamListener listener() throws IOException {
        return new StreamListener(StreamAddress.unix(path), selector);
    }

    @Test
    void whatIsNotASocketIsLeftAlone() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start();
        assertThat(mkfifo.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(mkfifo.exitValue()).isZero();
        assertThatThrownBy(this::listener).hasMessage("cannot listen on unix:" + path + ": exists and is not a socket");
        assertThat(path).exists();
    }

    @Test
    void aPathThatIsAnothersByNowIsLeftToIt() throws IOException {
        StreamListener earlier = listener();
        Files.delete(path);
        StreamListener later = listener();
        earlier.close();
        assertThat(path).exists();
        later.close();
        assertThat(path).doesNotExist();
    }
}
