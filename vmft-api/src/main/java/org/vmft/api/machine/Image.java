package org.vmft.api.machine;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The bytes of a guest program as found in its file; the instruction set knows its formats.
 *
 * @param parts further files that the guest is booted with, by role; an instruction set refuses a role it does not know
 */
public record Image(String name, byte[] content, SortedMap<String, byte[]> parts) {
    /** Role of an initial RAM disk. */
    public static final String INITRD = "initrd";

    public Image {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /** A guest of one file. */
    public Image(String name, byte[] content) {
        this(name, content, Collections.emptySortedMap());
    }

    /** The same with one more part. */
    public Image with(String role, byte[] part) {
        SortedMap<String, byte[]> more = new TreeMap<>(parts);
        more.put(role, part);
        return new Image(name, content, more);
    }
}
