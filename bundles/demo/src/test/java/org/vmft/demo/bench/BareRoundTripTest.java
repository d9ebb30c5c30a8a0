package org.vmft.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BareRoundTripTest {
    @Test
    void everyMessageComesBack() throws IOException {
        try (BareRoundTrip bare = new BareRoundTrip()) {
            double[] micros = bare.micros(100);
            assertThat(micros).hasSize(100);
            assertThat(Arrays.stream(micros).min().orElseThrow()).isPositive();
        }
    }
}
