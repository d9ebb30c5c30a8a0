package org.vmft.logchannel.internal.codec;

import java.util.Arrays;
import java.util.Random;

/** Small damage to bytes. */
final class Mutations {
    private Mutations() {}

    static byte[] mutate(Random random, byte[] bytes) {
        byte[] mutated = bytes.clone();
        int changes = 1 + random.nextInt(3);
        for (int i = 0; i < changes; i++) {
            mutated = once(random, mutated);
        }
        return mutated;
    }

    private static byte[] once(Random random, byte[] bytes) {
        if (bytes.length == 0) {
            return new byte[] {(byte) random.nextInt()};
        }
        int at = random.nextInt(Math.min(bytes.length, 1 + random.nextInt(bytes.length)));
        switch (random.nextInt(4)) {
            case 0:
                return Arrays.copyOf(bytes, at);
            case 1:
                return Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(9));
            case 2:
                bytes[at] ^= (byte) (1 << random.nextInt(8));
                return bytes;
            default:
                bytes[at] = (byte) (random.nextBoolean() ? 0xff : random.nextInt());
                return bytes;
        }
    }
}
