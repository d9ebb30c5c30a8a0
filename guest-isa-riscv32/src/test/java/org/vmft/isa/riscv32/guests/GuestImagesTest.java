package org.vmft.isa.riscv32.guests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.machine.BootDefaults;
import org.vmft.api.machine.Image;

class GuestImagesTest {
    private static final Path GUESTS = Path.of("guests");
    private static final Path SUMS = GUESTS.resolve("SHA256SUMS");
    private static final String COMMENT = "# ";
    private static final long BUILD_MINUTES_MAX = 5;

    @TempDir
    private Path folder;

    @Test
    void checksumsNameEveryImage() throws Exception {
        assertThat(sumsOf(GUESTS)).isEqualTo(stored()).isNotEmpty();
    }

    /** VMFT_REQUIRE_GUESTS=1 makes a failure of it when the compiler is not there. */
    @Test
    void everyImageIsWhatItsSourceIsCompiledTo() throws Exception {
        List<String> expected = Files.readAllLines(SUMS).stream().filter(line -> line.startsWith(COMMENT))
                .map(line -> line.substring(COMMENT.length())).toList();
        List<String> compiler = make("compiler");
        if (!compiler.equals(expected)) {
            absent("compiler: expected=" + expected + " actual=" + compiler);
        }
        List<String> said = make("OUT=" + folder, "all");
        assertThat(sumsOf(folder)).as(String.join("\n", said)).isEqualTo(stored());
    }

    private static void absent(String why) {
        if ("1".equals(System.getenv("VMFT_REQUIRE_GUESTS"))) {
            fail(why);
        }
        abort(why);
    }

    @Test
    void everyImageIsOfferedByNameAndTheServerFirst() throws Exception {
        Rv32Guests guests = new Rv32Guests(Map.of());
        assertThat(guests.names().get(0)).isEqualTo("rv32");
        assertThat(guests.image("rv32").orElseThrow().content()).isEqualTo(Files.readAllBytes(GUESTS.resolve("server.elf")));
        for (String file : sumsOf(GUESTS).keySet()) {
            String name = file.replace(".elf", "");
            assertThat(guests.names()).contains(name);
            Image image = guests.image(name).orElseThrow();
            assertThat(image.name()).isEqualTo(name);
            assertThat(image.content()).isEqualTo(Files.readAllBytes(GUESTS.resolve(file)));
            assertThat(guests.defaults(name)).isEqualTo(name.equals("server") ? new BootDefaults(2 << 20, "") : BootDefaults.PLAIN);
        }
        assertThat(guests.image("toy")).isEmpty();
    }

    @Test
    void linuxThatIsNotBuiltIsToldWithWhatBuildsIt() {
        assertThatThrownBy(() -> new Rv32Guests(Map.of()).image("linux")).isInstanceOf(IllegalStateException.class)
                .hasMessage("guest linux: no Image-nommu, for VMFT_GUEST_IMAGES is not set; guest-isa-riscv32/guests/linux/build builds it");
        assertThatThrownBy(() -> new Rv32Guests(Map.of("VMFT_GUEST_IMAGES", folder.toString())).image("linux"))
                .hasMessage("guest linux: no " + folder.resolve("Image-nommu") + "; guest-isa-riscv32/guests/linux/build builds it");
    }

    @Test
    void linuxComesWithItsRamDiskMemoryAndArguments() throws Exception {
        Files.write(folder.resolve("Image-nommu"), new byte[] {1});
        Files.write(folder.resolve("initramfs.cpio"), new byte[] {2, 3});
        Rv32Guests guests = new Rv32Guests(Map.of("VMFT_GUEST_IMAGES", folder.toString()));
        Image image = guests.image("linux").orElseThrow();
        assertThat(image.content()).containsExactly(1);
        assertThat(image.parts().get(Image.INITRD)).containsExactly(2, 3);
        assertThat(guests.defaults("linux").ramBytes()).isEqualTo(64 << 20);
        assertThat(guests.defaults("linux").bootArguments()).startsWith("console=ttyS0 ip=10.0.2.15:");
    }

    /** The last lines that it printed; nothing where there is no make or no compiler. */
    private List<String> make(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("make", "-s", "--no-print-directory", "-C", GUESTS.toString()));
        command.addAll(List.of(arguments));
        Path said = folder.resolve("said");
        try {
            Process make = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
            if (!make.waitFor(BUILD_MINUTES_MAX, TimeUnit.MINUTES)) {
                make.destroyForcibly();
            }
        } catch (IOException e) {
            return List.of(String.valueOf(e.getMessage()));
        }
        return Files.readAllLines(said, StandardCharsets.UTF_8);
    }

    private static SortedMap<String, String> stored() throws IOException {
        SortedMap<String, String> sums = new TreeMap<>();
        for (String line : Files.readAllLines(SUMS)) {
            if (!line.startsWith(COMMENT)) {
                sums.put(line.substring(line.indexOf("  ") + 2), line.substring(0, line.indexOf("  ")));
            }
        }
        return sums;
    }

    private static SortedMap<String, String> sumsOf(Path directory) throws Exception {
        SortedMap<String, String> sums = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, "*.elf")) {
            for (Path file : found) {
                byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
                sums.put(file.getFileName().toString(), HexFormat.of().formatHex(sum));
            }
        }
        return sums;
    }
}
