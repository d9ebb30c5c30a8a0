package org.vmft.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The built distribution. */
public final class Distribution {
    public static final Path FOLDER = Path.of(System.getProperty("vmft.dist", "../launcher/target/dist")).toAbsolutePath().normalize();

    private Distribution() {}

    /** What others made, and what ships with us. */
    public static List<Path> libraries() {
        return jars("bundles/10");
    }

    public static List<Path> bundles() {
        return jars("bundles/20");
    }

    public static List<Path> plugins() {
        return jars("plugins");
    }

    /** The one jar whose name begins so. */
    public static Path jar(List<Path> jars, String name) {
        return jars.stream()
                .filter(jar -> jar.getFileName().toString().startsWith(name))
                .reduce((a, b) -> {
                    throw new AssertionError("two jars begin with " + name + ": " + a + ", " + b);
                })
                .orElseThrow(() -> new AssertionError("no jar begins with " + name + ": " + jars));
    }

    private static List<Path> jars(String folder) {
        try (Stream<Path> files = Files.list(FOLDER.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
