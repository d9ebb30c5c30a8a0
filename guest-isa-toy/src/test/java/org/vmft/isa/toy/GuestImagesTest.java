package org.vmft.isa.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.vmft.api.machine.BadImageException;
import org.vmft.api.machine.Image;
import org.vmft.isa.toy.internal.assembler.Assembler;

class GuestImagesTest {
    private static final Path GUESTS = Path.of("guests");

    @Test
    void everyImageIsWhatItsSourceAssemblesTo() throws Exception {
        SortedMap<String, Path> sources = files("*.s");
        assertThat(sources).isNotEmpty();
        assertThat(files("*.img").keySet()).isEqualTo(sources.keySet());
        for (Path source : sources.values()) {
            String file = source.getFileName().toString();
            byte[] image = Assembler.assemble(file, Files.readString(source)).image().toFile();
            assertThat(Files.readAllBytes(image(source))).as("%s, assembled again", file).isEqualTo(image);
        }
    }

    @Test
    void imageWithFurtherPartsIsRefused() {
        Image server = new ToyGuests().image("toy").orElseThrow().with(Image.INITRD, new byte[1]);
        assertThatThrownBy(() -> ToyImage.parse(server, 1 << 20)).isInstanceOf(BadImageException.class)
                .hasMessage("toy: part initrd: a toy image has no parts");
    }

    @Test
    void checksumsNameEveryImage() throws Exception {
        StringBuilder expected = new StringBuilder();
        for (Path image : files("*.img").values()) {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(image));
            expected.append(HexFormat.of().formatHex(sum)).append("  ").append(image.getFileName()).append('\n');
        }
        assertThat(Files.readString(GUESTS.resolve("SHA256SUMS"))).isEqualTo(expected.toString());
    }

    @Test
    void everyImageIsOfferedByNameAndTheServerFirst() throws Exception {
        ToyGuests guests = new ToyGuests();
        List<String> names = guests.names();
        assertThat(names.get(0)).isEqualTo("toy");
        assertThat(names).hasSameSizeAs(files("*.img").keySet());
        for (String name : names) {
            Image image = guests.image(name).orElseThrow();
            Path file = GUESTS.resolve((name.equals("toy") ? "server" : name) + ".img");
            assertThat(image.name()).isEqualTo(name);
            assertThat(image.content()).isEqualTo(Files.readAllBytes(file));
        }
        assertThat(guests.image("server")).isEmpty();
    }

    private static Path image(Path source) {
        return source.resolveSibling(source.getFileName().toString().replaceFirst("\\.s$", ".img"));
    }

    private static SortedMap<String, Path> files(String glob) throws Exception {
        SortedMap<String, Path> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(GUESTS, glob)) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                files.put(name.substring(0, name.lastIndexOf('.')), file);
            }
        }
        return files;
    }
}
