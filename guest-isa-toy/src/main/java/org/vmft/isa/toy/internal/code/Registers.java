package org.vmft.isa.toy.internal.code;

import java.util.List;

/** Names of the general registers: {@code r0} to {@code r15}, and the roles that the guests give them. */
public final class Registers {
    public static final int COUNT = 16;
    public static final int SP = 14;
    public static final int RA = 15;

    private static final List<String> ROLES = List.of("zero", "a0", "a1", "a2", "a3", "t0", "t1", "t2", "t3", "t4",
            "s0", "s1", "s2", "s3", "sp", "ra");

    private Registers() {}

    /** The register's number, -1 for a word that is no register's name. */
    public static int number(String text) {
        int role = ROLES.indexOf(text);
        if (role >= 0 || !text.startsWith("r")) {
            return role;
        }
        for (int number = 0; number < COUNT; number++) {
            if (text.equals("r" + number)) {
                return number;
            }
        }
        return -1;
    }

    public static String name(int number) {
        return ROLES.get(number);
    }
}
