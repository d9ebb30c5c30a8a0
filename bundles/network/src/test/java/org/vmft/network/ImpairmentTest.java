package org.vmft.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmft.api.network.Impairment;

class ImpairmentTest {
    @Test
    void millisecondsAndPercentAreTakenInAnyOrderAndAnyMayBeLeftOut() {
        assertThat(Impairment.parse("seed=-42,reorder=100,drop=0.5,delay=5,duplicate=1,jitter=0.25", 7))
                .isEqualTo(new Impairment(5_000_000, 250_000, 0.5, 1, 100, -42));
        assertThat(Impairment.parse("drop=1", 7)).isEqualTo(new Impairment(0, 0, 1, 0, 0, 7));
    }

    @ParameterizedTest
    @ValueSource(strings = {"delay=5,jitter=3,drop=1,duplicate=0.5,reorder=2,seed=42", "delay=0.000001,jitter=0,drop=0,duplicate=0,reorder=100,seed=-1"})
    void itIsPrintedAsItWasWritten(String text) {
        assertThat(Impairment.parse(text, 0)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "delay", "loss=1", "drop=1,", "drop=1,drop=1", "drop =1", "=1", "Drop=1"})
    void otherTextIsRefused(String text) {
        assertThatThrownBy(() -> Impairment.parse(text, 0)).isInstanceOf(IllegalArgumentException.class)
                .hasMessage("expected delay=MS,jitter=MS,drop=PERCENT,duplicate=PERCENT,reorder=PERCENT,seed=N, each at most once, actual \""
                        + text + "\"");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"drop=101;drop: expected 0 to 100, actual \"101\"", "drop=-1;drop: expected 0 to 100, actual \"-1\"",
        "drop=1%;drop: expected 0 to 100, actual \"1%\"", "delay=60000.1;delay: expected 0 to 60000, actual \"60000.1\"",
        "jitter=;jitter: expected 0 to 60000, actual \"\"", "seed=1.5;seed: expected a whole number, actual \"1.5\""})
    void badValuesAreNamed(String text, String message) {
        assertThatThrownBy(() -> Impairment.parse(text, 0)).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
