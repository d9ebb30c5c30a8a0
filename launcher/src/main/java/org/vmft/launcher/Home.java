package org.vmft.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The folder of a distribution. */
record Home(Path root) {
    /** Two levels above the launcher's jar, which lies in {@code lib}. */
    static Home ofRunningJar() throws URISyntaxException {
        Path jar = Path.of(Home.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        return new Home(jar.toAbsolutePath().getParent().getParent());
    }

    Path bundles() {
        return root.resolve("bundles");
    }

    Path plugins() {
        return root.resolve("plugins");
    }

    Path tools() {
        return root.resolve("tools");
    }

    Path initialConfiguration() {
        return root.resolve("conf").resolve("vmft.json");
    }

    Path storage() {
        return root.resolve("var");
    }

    /** The jars directly in the folder, by name; none if there is no such folder. */
    static List<Path> jarsIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        }
    }

    /** The folders of start levels, lowest first. */
    static List<Path> levelsIn(Path bundles) throws IOException {
        try (Stream<Path> folders = Files.list(bundles)) {
            return folders.filter(Files::isDirectory).sorted((a, b) -> Integer.compare(level(a), level(b))).toList();
        }
    }

    static int level(Path folder) {
        return Integer.parseInt(folder.getFileName().toString());
    }
}
