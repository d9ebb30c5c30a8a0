package org.vmft.replication.internal.node;

import java.nio.file.Path;
import java.util.Optional;

/** What is booted: a guest that comes with an instruction set, or a file. What is empty is as the guest needs it. */
public record GuestConfig(Optional<String> isa, Optional<String> guest, Optional<Path> image, Optional<Path> initrd,
        Optional<Integer> ramBytes, long mac, Optional<String> bootArguments) {}
