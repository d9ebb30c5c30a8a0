package org.vmft.isa.riscv32.linux;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.vmft.api.machine.Image;

/**
 * Linux images, which are not part of this repository. Where there are none, the test that asks for them is skipped and says
 * why; with {@code VMFT_REQUIRE_GUESTS=1} it fails.
 */
final class LinuxImages {
    static final String KERNEL = "Image-nommu";
    static final String RAM_DISK = "initramfs.cpio";

    private static final String FOLDER = "VMFT_GUEST_IMAGES";
    private static final String REQUIRED = "VMFT_REQUIRE_GUESTS";
    /** Where the script that builds them puts them. */
    private static final Path BUILT = Path.of("guests", "linux", "out");

    private LinuxImages() {}

    /** The kernel with the initial RAM disk. */
    static Image linux() {
        return new Image(KERNEL, bytes(KERNEL)).with(Image.INITRD, bytes(RAM_DISK));
    }

    static byte[] bytes(String name) {
        try {
            return Files.readAllBytes(file(name));
        } catch (IOException e) {
            throw new AssertionError(name, e);
        }
    }

    static Path file(String name) {
        Optional<Path> file = Stream.concat(Optional.ofNullable(System.getenv(FOLDER)).map(Path::of).stream(), Stream.of(BUILT))
                .map(folder -> folder.resolve(name)).filter(Files::isReadable).findFirst();
        if (file.isEmpty()) {
            String reason = "no " + name + " in " + BUILT.toAbsolutePath() + ", nor in a folder that " + FOLDER + " names";
            if ("1".equals(System.getenv(REQUIRED))) {
                fail(reason);
            }
            abort(reason);
        }
        return file.orElseThrow();
    }
}
