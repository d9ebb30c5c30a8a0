package org.vmft.vmm.internal.commands;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Opens a disk and keeps it for a minute, or until it is killed. */
public final class DiskHolder {
    private static final long SECONDS_MAX = 60;

    private DiskHolder() {}

    public static void main(String[] args) throws Exception {
        try (FileDisk disk = FileDisk.open(Path.of(args[0]))) {
            System.out.println(disk.bytes() > 0 ? "open" : "empty");
            TimeUnit.SECONDS.sleep(SECONDS_MAX);
        }
    }
}
