package org.vmft.vmm.internal.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.vmft.api.command.CommandException;
import org.vmft.api.command.FileFailure;
import org.vmft.api.machine.BootDefaults;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.InstructionSet;
import org.vmft.api.machine.MachineSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What a guest is booted from, as given on the command line. */
final class GuestOptions {
    /** No image of a guest here comes near it; a wrong file is refused before it is read. */
    private static final long IMAGE_BYTES_MAX = 1L << 30;

    @Parameters(paramLabel = "IMAGE", description = "File to boot, or the name of a guest that comes with the instruction set.")
    String image;

    @Option(names = "--isa", required = true, paramLabel = "NAME", description = "Guest instruction set.")
    String isa;

    @Option(names = "--ram", paramLabel = "SIZE", description = "Guest RAM: bytes, or with K, M, G (default: what the guest needs, 1M for a file).")
    Optional<String> ram = Optional.empty();

    @Option(names = "--mac", paramLabel = "ADDRESS", defaultValue = "02:00:00:00:00:01",
            description = "Hardware address of the guest's NIC (default: 02:00:00:00:00:01).")
    String mac;

    @Option(names = {"--append", "--boot-arguments"}, paramLabel = "TEXT", description = "Text for the guest's boot (default: what the guest needs).")
    Optional<String> bootArguments = Optional.empty();

    @Option(names = "--initrd", paramLabel = "FILE", description = "Initial RAM disk for the guest's boot.")
    Optional<Path> initrd = Optional.empty();

    @Option(names = "--disk", paramLabel = "FILE", description = "The guest's disk: a file of whole sectors of 512 bytes.")
    Optional<Path> disk = Optional.empty();

    /** Opened, and locked until it is closed. */
    Optional<FileDisk> openDisk() throws CommandException {
        return disk.isPresent() ? Optional.of(FileDisk.open(disk.get())) : Optional.empty();
    }

    static InstructionSet find(String name, List<InstructionSet> present) throws CommandException {
        return present.stream().filter(set -> set.name().equals(name)).findFirst().orElseThrow(() ->
                new CommandException("instruction set '" + name + "' is absent; present: "
                        + (present.isEmpty() ? "none" : String.join(", ", present.stream().map(InstructionSet::name).sorted().toList()))));
    }

    Image image(List<GuestImages> guests) throws CommandException {
        Image program = program(guests);
        return initrd.isPresent() ? program.with(Image.INITRD, content("initrd", initrd.get())) : program;
    }

    private Image program(List<GuestImages> guests) throws CommandException {
        Path file = Path.of(image);
        if (!Files.exists(file)) {
            List<GuestImages> ofIsa = ofIsa(guests);
            return ofIsa.stream().flatMap(images -> images.image(image).stream()).findFirst().orElseThrow(() ->
                    new CommandException("image " + image + ": no such file, nor a guest of " + isa + "; those are: "
                            + ofIsa.stream().flatMap(images -> images.names().stream()).collect(Collectors.joining(", "))));
        }
        return new Image(image, content("image", file));
    }

    private List<GuestImages> ofIsa(List<GuestImages> guests) {
        return guests.stream().filter(images -> images.isa().equals(isa)).toList();
    }

    private static byte[] content(String what, Path file) throws CommandException {
        try {
            if (Files.size(file) > IMAGE_BYTES_MAX) {
                throw new CommandException(what + " " + file + ": larger than " + IMAGE_BYTES_MAX + " bytes");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new CommandException(what + " " + file + ": no such file");
        } catch (IOException e) {
            throw new CommandException(what + " " + file + ": cannot be read: " + FileFailure.reason(e));
        }
    }

    MachineSpec spec(List<GuestImages> guests) throws CommandException {
        BootDefaults defaults = Files.exists(Path.of(image)) ? BootDefaults.PLAIN
                : ofIsa(guests).stream().filter(images -> images.names().contains(image)).findFirst()
                        .map(images -> images.defaults(image)).orElse(BootDefaults.PLAIN);
        int ramBytes = ram.isPresent() ? ramBytes(ram.get()) : defaults.ramBytes();
        try {
            return new MachineSpec(ramBytes, address(mac), bootArguments.orElse(defaults.bootArguments()));
        } catch (IllegalArgumentException e) {
            throw new CommandException(e.getMessage(), CommandException.USAGE);
        }
    }

    private static int ramBytes(String text) throws CommandException {
        try {
            return MachineSpec.parseRam(text);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--ram: " + e.getMessage(), CommandException.USAGE);
        }
    }

    private static long address(String text) throws CommandException {
        if (!text.matches("[0-9a-fA-F]{2}(:[0-9a-fA-F]{2}){5}")) {
            throw new CommandException("--mac: expected six bytes such as 02:00:00:00:00:01, actual \"" + text + "\"",
                    CommandException.USAGE);
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }
}
