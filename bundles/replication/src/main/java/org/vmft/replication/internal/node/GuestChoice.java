package org.vmft.replication.internal.node;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vmft.api.command.FileFailure;
import org.vmft.api.machine.BootDefaults;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;

/** Finds what a {@link GuestConfig} names among the guests that are present now. */
final class GuestChoice {
    private final GuestConfig config;
    private final List<GuestImages> present;

    GuestChoice(GuestConfig config, List<GuestImages> present) {
        this.config = config;
        this.present = List.copyOf(present);
    }

    /** Empty while the guest is not there, which may still come. */
    Optional<String> isa() {
        return config.guest().isEmpty() ? config.isa() : images().map(GuestImages::isa);
    }

    private Optional<GuestImages> images() {
        String name = config.guest().orElse("");
        List<GuestImages> found = present.stream().filter(images -> images.names().contains(name))
                .filter(images -> config.isa().isEmpty() || config.isa().get().equals(images.isa())).toList();
        if (found.size() > 1) {
            throw new IllegalStateException("guest " + name + ": expected of one instruction set, actual of "
                    + found.stream().map(GuestImages::isa).sorted().collect(Collectors.joining(" and ")) + "; isa says which");
        }
        return found.stream().findFirst();
    }

    /** @throws IllegalStateException when the guest is not there, or its image must be made first; one line */
    Image image() throws IOException {
        Image program = config.image().isPresent() ? new Image(config.image().get().toString(), content("image", config.image().get()))
                : images().flatMap(images -> images.image(config.guest().orElse(""))).orElseThrow(() ->
                        new IllegalStateException("guest " + config.guest().orElse("") + ": not there"));
        return config.initrd().isPresent() ? program.with(Image.INITRD, content("initrd", config.initrd().get())) : program;
    }

    MachineSpec spec() {
        BootDefaults defaults = config.guest().flatMap(name -> images().map(images -> images.defaults(name)))
                .orElse(BootDefaults.PLAIN);
        return new MachineSpec(config.ramBytes().orElse(defaults.ramBytes()), config.mac(),
                config.bootArguments().orElse(defaults.bootArguments()));
    }

    private static byte[] content(String what, Path file) throws IOException {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new IOException(what + " " + file + ": " + FileFailure.reason(e), e);
        }
    }
}
