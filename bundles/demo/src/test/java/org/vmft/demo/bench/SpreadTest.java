package org.vmft.demo.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void takesQuantilesByNearestRank() {
        double[] hundred = new double[100];
        for (int i = 0; i < hundred.length; i++) {
            hundred[i] = i + 1;
        }
        assertThat(Spread.quantile(hundred, 0)).isEqualTo(1);
        assertThat(Spread.quantile(hundred, 0.01)).isEqualTo(1);
        assertThat(Spread.quantile(hundred, 0.5)).isEqualTo(50);
        assertThat(Spread.quantile(hundred, 0.99)).isEqualTo(99);
        assertThat(Spread.quantile(hundred, 1)).isEqualTo(100);
        assertThat(Spread.quantile(new double[] {7}, 0.99)).isEqualTo(7);
    }

    @Test
    void needsNoOrderAndLeavesTheValuesAlone() {
        double[] values = {3, -1, 2};
        assertThat(Spread.of(values)).isEqualTo(new Spread(2, -1, 3));
        assertThat(values).containsExactly(3, -1, 2);
    }

    @Test
    void refusesToDescribeNothing() {
        assertThatThrownBy(Spread::of).isInstanceOf(IllegalArgumentException.class);
    }
}
