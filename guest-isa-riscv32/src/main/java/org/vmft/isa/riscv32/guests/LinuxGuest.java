package org.vmft.isa.riscv32.guests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.vmft.api.command.FileFailure;
import org.vmft.api.machine.BootDefaults;
import org.vmft.api.machine.Image;

/** The Linux that {@code guests/linux/build} makes: a kernel and an initial RAM disk, in a folder named by the environment. */
final class LinuxGuest {
    static final String NAME = "linux";
    /** The folder in which the build script leaves the files. */
    static final String FOLDER_VARIABLE = "VMFT_GUEST_IMAGES";
    static final BootDefaults DEFAULTS =
            new BootDefaults(64 << 20, "console=ttyS0 ip=10.0.2.15::10.0.2.2:255.255.255.0::eth0:off");
    private static final String KERNEL = "Image-nommu";
    private static final String RAM_DISK = "initramfs.cpio";

    private final Optional<Path> images;

    LinuxGuest(Optional<Path> images) {
        this.images = images;
    }

    /** @throws IllegalStateException when it is not built, in one line that says how */
    Image image() {
        return new Image(NAME, content(KERNEL)).with(Image.INITRD, content(RAM_DISK));
    }

    private byte[] content(String name) {
        Optional<Path> file = images.map(folder -> folder.resolve(name));
        try {
            if (file.isPresent() && Files.exists(file.get())) {
                return Files.readAllBytes(file.get());
            }
        } catch (IOException e) {
            throw new IllegalStateException("guest " + NAME + ": " + file.get() + " cannot be read: " + FileFailure.reason(e), e);
        }
        throw new IllegalStateException("guest " + NAME + ": no " + file.map(Path::toString).orElse(name + ", for "
                + FOLDER_VARIABLE + " is not set") + "; guest-isa-riscv32/guests/linux/build builds it");
    }
}
