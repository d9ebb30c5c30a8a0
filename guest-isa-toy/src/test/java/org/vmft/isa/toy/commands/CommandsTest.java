package org.vmft.isa.toy.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.command.Command;
import org.vmft.api.command.CommandException;
import picocli.CommandLine;

class CommandsTest {
    @TempDir
    private Path directory;
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void asmWritesTheImageBesideTheSource() throws Exception {
        Path source = source("prog.s", "start: halt zero\n");
        assertThat(run(new AsmCommand(), source)).isZero();
        assertThat(files()).containsExactly("prog.img", "prog.s");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void asmListsWhatItWrote() throws Exception {
        Path source = source("prog.s", "start: halt zero\n");
        assertThat(run(new AsmCommand(), source, "-o", directory.resolve("named"), "--list")).isZero();
        assertThat(files()).containsExactly("named", "prog.s");
        assertThat(out.toString()).contains("00000000  2f000000    halt zero");
    }

    @Test
    void asmTellsEveryErrorAndLeavesAnOldImageAlone() throws Exception {
        Path source = source("prog.s", "nap\nhult\n");
        Path old = source("prog.img", "old");
        assertThat(run(new AsmCommand(), source)).isEqualTo(CommandException.FAILURE);
        assertThat(err.toString().lines()).containsExactly(source + ":1: unknown instruction 'nap'",
                source + ":2: unknown instruction 'hult'", source + ": not assembled");
        assertThat(Files.readString(old)).isEqualTo("old");
        assertThat(files()).containsExactly("prog.img", "prog.s");
    }

    @Test
    void asmTellsWhatItCannotReadOrWrite() throws Exception {
        Path missing = directory.resolve("missing.s");
        assertThat(run(new AsmCommand(), missing)).isEqualTo(CommandException.FAILURE);
        Path source = source("prog.s", "halt zero\n");
        Path nowhere = directory.resolve("none").resolve("prog.img");
        assertThat(run(new AsmCommand(), source, "-o", nowhere)).isEqualTo(CommandException.FAILURE);
        Path taken = Files.createDirectories(directory.resolve("taken").resolve("full")).getParent();
        assertThat(run(new AsmCommand(), source, "-o", taken)).isEqualTo(CommandException.FAILURE);
        assertThat(run(new AsmCommand(), source, "-o", source)).isEqualTo(CommandException.USAGE);
        assertThat(err.toString().lines()).hasSize(4)
                .anyMatch(line -> line.equals(missing + ": cannot be read (no such file or directory)"))
                .anyMatch(line -> line.startsWith(nowhere + ": cannot be written (no such file"))
                .anyMatch(line -> line.startsWith(taken + ": cannot be written"))
                .anyMatch(line -> line.equals(source + ": the image would replace its source"));
        assertThat(files()).containsExactly("prog.s", "taken");
    }

    @Test
    void asmWritesThroughALinkAndRefusesAFolder() throws Exception {
        Path source = source("prog.s", "halt zero\n");
        Path target = Files.createFile(directory.resolve("target"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), target);
        assertThat(run(new AsmCommand(), source, "-o", link)).isZero();
        assertThat(link).isSymbolicLink();
        assertThat(target).isNotEmptyFile();
        Path empty = Files.createDirectory(directory.resolve("empty"));
        assertThat(run(new AsmCommand(), source, "-o", empty)).isEqualTo(CommandException.FAILURE);
        assertThat(err.toString().lines()).containsExactly(empty + ": cannot be written (Is a directory)");
        assertThat(empty).isEmptyDirectory();
    }

    @Test
    void disassembledGuestAssemblesToTheSameImage() throws Exception {
        Path image = Path.of("guests", "server.img");
        Path source = directory.resolve("again.s");
        assertThat(run(new DisasmCommand(), image, "-o", source)).isZero();
        assertThat(run(new AsmCommand(), source)).isZero();
        assertThat(directory.resolve("again.img")).hasSameBinaryContentAs(image);
        assertThat(run(new DisasmCommand(), image)).isZero();
        assertThat(out.toString()).isEqualTo(Files.readString(source));
    }

    @Test
    void disasmRefusesWhatIsNoImage() throws Exception {
        Path file = source("prog.img", "This is no image of any kind.");
        assertThat(run(new DisasmCommand(), file)).isEqualTo(CommandException.FAILURE);
        assertThat(err.toString().lines()).containsExactly(file + ": not a toy image: it does not begin with \"VTOY\"");
    }

    private Path source(String name, String text) throws Exception {
        return Files.writeString(directory.resolve(name), text);
    }

    private List<String> files() throws Exception {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private int run(Command command, Object... arguments) {
        CommandLine line = new CommandLine(command).setOut(new PrintWriter(out)).setErr(new PrintWriter(err));
        line.setExecutionExceptionHandler((e, ignored, result) -> {
            line.getErr().println(e.getMessage());
            line.getErr().flush();
            return ((CommandException) e).exitCode();
        });
        return line.execute(Stream.of(arguments).map(Object::toString).toArray(String[]::new));
    }
}
