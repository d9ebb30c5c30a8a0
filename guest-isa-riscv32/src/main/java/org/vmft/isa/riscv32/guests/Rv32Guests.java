package org.vmft.isa.riscv32.guests;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.BootDefaults;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.GuestService;
import org.vmft.api.machine.Image;
import org.vmft.isa.riscv32.Rv32InstructionSet;

/** The guests that come with RV32, and Linux once it is built; {@code rv32}, the server, is the one meant when none is named. */
@Component(service = GuestImages.class)
public final class Rv32Guests implements GuestImages {
    public static final String DEFAULT = "rv32";
    private static final String DEFAULT_FILE = "server";
    private static final List<String> NAMES = List.of(DEFAULT, DEFAULT_FILE, "hello", "timer", "entropy", "compute", LinuxGuest.NAME);

    /** Some 850 KB, and four places for connections with large windows. */
    private static final BootDefaults SERVER_DEFAULTS = new BootDefaults(2 << 20, "");

    private static final List<String> SERVERS = List.of(DEFAULT, DEFAULT_FILE, LinuxGuest.NAME);

    private final LinuxGuest linux;

    @Activate
    public Rv32Guests() {
        this(System.getenv());
    }

    public Rv32Guests(Map<String, String> environment) {
        linux = new LinuxGuest(Optional.ofNullable(environment.get(LinuxGuest.FOLDER_VARIABLE)).filter(text -> !text.isEmpty())
                .map(Path::of));
    }

    @Override
    public String isa() {
        return Rv32InstructionSet.NAME;
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Optional<Image> image(String name) {
        if (!NAMES.contains(name)) {
            return Optional.empty();
        }
        return Optional.of(name.equals(LinuxGuest.NAME) ? linux.image() : new Image(name, content(name)));
    }

    @Override
    public BootDefaults defaults(String name) {
        return name.equals(LinuxGuest.NAME) ? LinuxGuest.DEFAULTS : SERVERS.contains(name) ? SERVER_DEFAULTS : BootDefaults.PLAIN;
    }

    @Override
    public Set<GuestService> services(String name) {
        return SERVERS.contains(name) ? EnumSet.allOf(GuestService.class) : EnumSet.noneOf(GuestService.class);
    }

    private static byte[] content(String name) {
        String resource = "/guests/" + (name.equals(DEFAULT) ? DEFAULT_FILE : name) + ".elf";
        try (InputStream in = Rv32Guests.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + ": expected in this bundle, actual nothing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
