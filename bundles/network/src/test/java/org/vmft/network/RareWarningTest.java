package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RareWarningTest {
    private final List<String> said = new ArrayList<>();
    private final RareWarning warning = new RareWarning(said::add);

    @Test
    void aFloodIsToldOnceAndThenCounted() {
        for (int i = 0; i < 1000; i++) {
            warning.say("full", i);
        }
        assertThat(said).containsExactly("full");
        warning.say("full again", RareWarning.INTERVAL_NANOS);
        warning.say("later", 3 * RareWarning.INTERVAL_NANOS);
        assertThat(said).containsExactly("full", "full again (and 999 such events not told)", "later");
    }
}
