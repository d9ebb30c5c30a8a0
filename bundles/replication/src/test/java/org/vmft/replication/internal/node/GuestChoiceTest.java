package org.vmft.replication.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.vmft.api.machine.BootDefaults;
import org.vmft.api.machine.GuestImages;
import org.vmft.api.machine.Image;
import org.vmft.api.machine.MachineSpec;

class GuestChoiceTest {
    private static final BootDefaults NEEDS = new BootDefaults(8 << 20, "console=x");
    private static final long MAC = 0x020000000001L;

    @TempDir
    private Path folder;

    private record Guests(String isa, List<String> names) implements GuestImages {
        @Override
        public Optional<Image> image(String name) {
            return names.contains(name) ? Optional.of(new Image(name, isa.getBytes())) : Optional.empty();
        }

        @Override
        public BootDefaults defaults(String name) {
            return NEEDS;
        }
    }

    private static final GuestImages SMALL = new Guests("small", List.of("server", "compute"));
    private static final GuestImages LARGE = new Guests("large", List.of("other", "compute"));

    private static GuestChoice choice(Map<String, String> settings) {
        Map<String, String> all = new TreeMap<>(Map.of("vm", "test", "boot", "true"));
        all.putAll(settings);
        return new GuestChoice(NodeConfig.of(all).guest(), List.of(SMALL, LARGE));
    }

    @Test
    void guestIsFoundWithItsInstructionSetAndWhatItNeeds() throws IOException {
        GuestChoice choice = choice(Map.of("guest", "server"));
        assertThat(choice.isa()).contains("small");
        assertThat(choice.image().content()).isEqualTo("small".getBytes());
        assertThat(choice.spec()).isEqualTo(new MachineSpec(NEEDS.ramBytes(), MAC, NEEDS.bootArguments()));
    }

    @Test
    void guestOfTwoInstructionSetsIsChosenByIsa() throws IOException {
        assertThat(choice(Map.of("guest", "compute", "isa", "large")).image().content()).isEqualTo("large".getBytes());
        assertThatThrownBy(() -> choice(Map.of("guest", "compute")).isa()).isInstanceOf(IllegalStateException.class)
                .hasMessage("guest compute: expected of one instruction set, actual of large and small; isa says which");
        assertThat(choice(Map.of("guest", "server", "isa", "large")).isa()).isEmpty();
    }

    @Test
    void whatIsSaidGoesBeforeWhatTheGuestNeeds() throws IOException {
        Path disk = Files.write(folder.resolve("disk"), new byte[] {7});
        GuestChoice choice = choice(Map.of("guest", "server", "ram", "64K", "bootArguments", "quiet", "initrd", disk.toString()));
        assertThat(choice.spec()).isEqualTo(new MachineSpec(64 << 10, MAC, "quiet"));
        assertThat(choice.image().parts().get(Image.INITRD)).containsExactly(7);
    }

    @Test
    void fileIsBootedPlain() throws IOException {
        Path file = Files.write(folder.resolve("image"), new byte[] {1, 2});
        GuestChoice choice = choice(Map.of("image", file.toString(), "isa", "small"));
        assertThat(choice.isa()).contains("small");
        assertThat(choice.image().content()).containsExactly(1, 2);
        assertThat(choice.spec()).isEqualTo(new MachineSpec(1 << 20, MAC, ""));
        assertThatThrownBy(() -> choice(Map.of("image", "absent", "isa", "small")).image())
                .hasMessage("image absent: no such file or directory");
    }

    @Test
    void badMemoryAndAddressAreNamed() {
        assertThatThrownBy(() -> choice(Map.of("guest", "server", "ram", "5"))).hasMessageStartingWith("ram: expected");
        assertThatThrownBy(() -> choice(Map.of("guest", "server", "mac", "01:00:00:00:00:00"))).hasMessageStartingWith("mac: expected");
    }
}
