package org.vmft.isa.toy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.component.annotations.Component;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.GuestService;
import org.vmft.api.machine.Image;

/** The guests that come with the toy instruction set; {@code toy}, the server, is the one meant when none is named. */
@Component(service = GuestImages.class)
public final class ToyGuests implements GuestImages {
    private static final String DEFAULT = "toy";
    private static final String DEFAULT_FILE = "server";
    private static final List<String> NAMES = List.of(DEFAULT, "echo", "ticks", "entropy", "compute");

    @Override
    public String isa() {
        return ToyInstructionSet.NAME;
    }

    @Override
    public List<String> names() {
        return NAMES;
    }

    @Override
    public Optional<Image> image(String name) {
        return NAMES.contains(name) ? Optional.of(new Image(name, content(name))) : Optional.empty();
    }

    @Override
    public Set<GuestService> services(String name) {
        return name.equals(DEFAULT) ? EnumSet.of(GuestService.REQUESTS) : EnumSet.noneOf(GuestService.class);
    }

    private static byte[] content(String name) {
        String resource = "/guests/" + (name.equals(DEFAULT) ? DEFAULT_FILE : name) + ".img";
        try (InputStream in = ToyGuests.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + ": expected in this bundle, actual nothing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(resource, e);
        }
    }
}
