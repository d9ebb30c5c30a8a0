package org.vmft.demo.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class DelayLineTest {
    private final DelayLine line = new DelayLine(100, 10);

    private static byte[] piece(int length, int content) {
        byte[] bytes = new byte[length];
        bytes[0] = (byte) content;
        return bytes;
    }

    @Test
    void givesPiecesBackInOrderWhenTheirTimeHasCome() {
        assertThat(line.offer(piece(1, 1), 1_000)).isTrue();
        assertThat(line.offer(piece(1, 2), 1_030)).isTrue();
        assertThat(line.waitNanos(1_000)).isEqualTo(100);
        assertThatThrownBy(() -> line.take(1_099)).isInstanceOf(IllegalStateException.class);
        assertThat(line.take(1_100)).containsExactly(1);
        assertThat(line.waitNanos(1_100)).isEqualTo(30);
        assertThat(line.take(2_000)).containsExactly(2);
        assertThat(line.isEmpty()).isTrue();
    }

    @Test
    void takesNoMoreThanItsBoundUntilSomethingCameOut() {
        assertThat(line.offer(piece(6, 1), 0)).isTrue();
        assertThat(line.offer(piece(5, 2), 0)).isFalse();
        assertThat(line.offer(piece(4, 3), 0)).isTrue();
        assertThat(line.offer(piece(1, 4), 0)).isFalse();
        line.take(100);
        assertThat(line.offer(piece(6, 5), 100)).isTrue();
        assertThat(line.offer(piece(1, 6), 100)).isFalse();
    }

    @Test
    void takesAnyPieceWhenEmptySoThatNoneIsTooLargeForEver() {
        assertThat(line.offer(piece(11, 1), 0)).isTrue();
        assertThat(line.offer(piece(1, 2), 0)).isFalse();
    }
}
