package org.vmft.demo.download;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Who downloads: curl where there is one, else Java's own. */
interface Client extends AutoCloseable {
    String name();

    /** The bytes as they come. */
    InputStream body() throws IOException;

    /** Why it failed, once the body has ended. */
    Optional<String> failure() throws InterruptedException;

    @Override
    void close();

    static Client get(String url, Path errors) {
        try {
            return new Curl(new ProcessBuilder("curl", "--silent", "--show-error", "--fail", url)
                    .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile())).start());
        } catch (IOException absent) {
            return new Java(url);
        }
    }

    /** The program. */
    record Curl(Process process) implements Client {
        private static final long END_SECONDS_MAX = 10;

        @Override
        public String name() {
            return "curl";
        }

        @Override
        public InputStream body() {
            return process.getInputStream();
        }

        @Override
        public Optional<String> failure() throws InterruptedException {
            if (!process.waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
                return Optional.of("curl does not end");
            }
            return process.exitValue() == 0 ? Optional.empty() : Optional.of("curl ended with exit code " + process.exitValue());
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    /** {@link HttpURLConnection}. */
    record Java(String url) implements Client {
        @Override
        public String name() {
            return "java";
        }

        @Override
        public InputStream body() throws IOException {
            return URI.create(url).toURL().openStream();
        }

        @Override
        public Optional<String> failure() {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
