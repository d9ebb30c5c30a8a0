package org.vmft.itests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.itests.sample.ToolCommand;
import org.vmft.itests.sample.WaitCommand;

/** The distribution as a user starts it: own processes, own copies. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class LauncherIT {
    private static final int SIGTERM_CODE = 128 + 15;

    @TempDir
    private Path copy;

    private Process process;

    @BeforeEach
    void copyDistribution() throws IOException {
        try (Stream<Path> files = Files.walk(Distribution.FOLDER)) {
            for (Path file : files.filter(LauncherIT::isNeeded).toList()) {
                Path target = copy.resolve(Distribution.FOLDER.relativize(file).toString());
                if (!Files.isDirectory(file)) {
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
                }
            }
        }
        Files.createDirectories(copy.resolve("tools"));
    }

    /** Storage and archived classes belong to the original. */
    private static boolean isNeeded(Path file) {
        return !file.startsWith(Distribution.FOLDER.resolve("var")) && !file.toString().endsWith(".jsa");
    }

    @AfterEach
    void endProcess() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Test
    void helpListsCommandsOfBundlesAndTools() throws Exception {
        addTool();
        Result result = run("--help");
        assertThat(result.code).isZero();
        assertThat(result.out).anyMatch(line -> line.startsWith("  isa list ")).anyMatch(line -> line.matches("  tool +A tool."));
        assertThat(result.err).isEmpty();
    }

    @Test
    void unknownCommandNamesThoseThatThereAre() throws Exception {
        Result result = run("fly", "away");
        assertThat(result.code).isEqualTo(2);
        assertThat(result.out).isEmpty();
        assertThat(result.err).singleElement().asString().startsWith("vmft: no command 'fly'; there are: ").contains("isa list");
    }

    @Test
    void wrongOptionIsAUsageError() throws Exception {
        Result result = run("isa", "list", "--wrong");
        assertThat(result.code).isEqualTo(2);
        assertThat(result.err).singleElement().asString().contains("--wrong").contains("vmft isa list --help");
    }

    @Test
    void pluginThatCannotResolveIsNamedWithItsMissingRequirement() throws Exception {
        JarWriter.bundle("org.example.lost").header("Import-Package", "org.example.absent;version=\"[1.2,2)\"")
                .write(copy.resolve("plugins/lost.jar"));
        Result result = run("isa", "list");
        assertThat(result.code).isZero();
        assertThat(result.err).containsExactly("vmft: bundle org.example.lost cannot be resolved: needs package org.example.absent [1.2.0,2.0.0)");
    }

    @Test
    void bundleThatCannotResolveIsNamedWithItsMissingRequirement() throws Exception {
        JarWriter.bundle("org.example.lost").header("Require-Capability", "org.example.moon;filter:=\"(phase=full)\"")
                .write(copy.resolve("bundles/20/lost.jar"));
        assertThat(run("isa", "list").err).containsExactly("vmft: bundle org.example.lost cannot be resolved: needs org.example.moon (phase=full)");
    }

    @Test
    void pluginThatIsNoBundleIsNamed() throws Exception {
        new JarWriter().text("a", "b").write(copy.resolve("plugins/plain.jar"));
        assertThat(run("isa", "list").err).containsExactly("vmft: plugin plain.jar is not a bundle");
    }

    @Test
    void toolRunsWithoutAFramework() throws Exception {
        addTool();
        Result result = run("tool");
        assertThat(result.code).isEqualTo(7);
        assertThat(result.out).containsExactly("bundle class loader: false");
        assertThat(copy.resolve("var")).doesNotExist();
    }

    @Test
    void terminationInterruptsTheCommandAndStopsTheFramework() throws Exception {
        JarWriter.bundle("org.example.waiter").command("wait", WaitCommand.class, null).write(copy.resolve("plugins/waiter.jar"));
        start("wait");
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("waiting");
            process.toHandle().destroy(); // Process.destroy() would close the streams
            assertThat(out.readLine()).isEqualTo("interrupted");
        }
        assertThat(process.waitFor()).isEqualTo(SIGTERM_CODE);
        assertThat(process.errorReader().lines()).isEmpty();
    }

    @Test
    void twoProcessesRunFromOneDistribution() throws Exception {
        JarWriter.bundle("org.example.waiter").command("wait", WaitCommand.class, null).write(copy.resolve("plugins/waiter.jar"));
        start("wait");
        assertThat(process.inputReader().readLine()).isEqualTo("waiting");
        Process first = process;
        try {
            assertThat(run("isa", "list").code).isZero();
            assertThat(first.isAlive()).isTrue();
        } finally {
            first.destroyForcibly();
        }
    }

    @Test
    void commandThatLacksAServiceSaysWhich() throws Exception {
        JarWriter.bundle("org.example.waiter").command("wait", WaitCommand.class, "org.example.Moon").write(copy.resolve("plugins/waiter.jar"));
        start("wait");
        assertThat(process.errorReader().readLine()).isEqualTo("vmft: command 'wait' waits for org.example.Moon");
    }

    private void addTool() throws IOException {
        new JarWriter().type(ToolCommand.class).text("META-INF/services/org.vmft.api.command.Command", ToolCommand.class.getName())
                .write(copy.resolve("tools/tool.jar"));
    }

    private Result run(String... args) throws IOException, InterruptedException {
        Path out = copy.resolve("out.txt");
        Path err = copy.resolve("err.txt");
        process = builder(args).redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        int code = process.waitFor();
        return new Result(code, Files.readAllLines(out), Files.readAllLines(err));
    }

    private void start(String... args) throws IOException {
        process = builder(args).start();
    }

    private ProcessBuilder builder(String... args) {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(Stream.of(copy.resolve("bin/vmft").toString()), Stream.of(args)).toList());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("VMFT_LOG");
        return builder;
    }

    private record Result(int code, List<String> out, List<String> err) {}
}
