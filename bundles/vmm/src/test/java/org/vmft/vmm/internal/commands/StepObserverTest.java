package org.vmft.vmm.internal.commands;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vmft.api.debug.DebugStops;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.debug.RegisterSet;

class StepObserverTest {
    /** Adds one to its only register with every step; every third step is a trap, in which nothing retires. */
    private static final class Counter implements Debuggable {
        private Optional<DebugStops> stops = Optional.empty();
        private long step;
        private long retired;
        private long value;

        void run(int steps) {
            for (int count = 0; count < steps; count++) {
                if (stops.isPresent() && stops.get().stopBefore(step, 0x100 + step)) {
                    return;
                }
                retired += step % 3 == 2 ? 0 : 1;
                value += step % 3 == 2 ? 0 : 1;
                step++;
            }
        }

        @Override
        public RegisterSet registers() {
            return new RegisterSet("counter", "counter", List.of(new RegisterSet.Register("r", 32), new RegisterSet.Register("pc", 32)), 1);
        }

        @Override
        public long register(int index) {
            return index == 0 ? value : 0x100 + step;
        }

        @Override
        public void register(int index, long written) {}

        @Override
        public long retired() {
            return retired;
        }

        @Override
        public byte[] read(long address, int length) {
            return new byte[0];
        }

        @Override
        public boolean write(long address, byte[] bytes) {
            return false;
        }

        @Override
        public String nextStep() {
            return step % 3 == 2 ? "trap" : "add";
        }

        @Override
        public void observe(Optional<DebugStops> wanted) {
            stops = wanted;
        }
    }

    private final Counter counter = new Counter();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void runEndsBehindExactlySoManyInstructions() {
        StepObserver observer = new StepObserver(counter, 2_500_000, Optional.empty());
        while (!observer.reached()) {
            counter.run(1_000_000);
        }
        assertThat(counter.retired).isEqualTo(2_500_000);
    }

    @Test
    void nothingIsObservedUntilTheEndIsNear() {
        StepObserver observer = new StepObserver(counter, 5_000_000, Optional.empty());
        assertThat(observer.reached()).isFalse();
        assertThat(counter.stops).isEmpty();
    }

    @Test
    void traceTellsEveryStepAndWhatItChanged() {
        StepObserver observer = new StepObserver(counter, 3, Optional.of(new PrintStream(printed, true, StandardCharsets.US_ASCII)));
        while (!observer.reached()) {
            counter.run(10);
        }
        observer.finishLine();
        assertThat(printed.toString(StandardCharsets.US_ASCII).lines()).containsExactly(
                "0 00000100 add r=0x1", "1 00000101 add r=0x2", "2 00000102 trap", "3 00000103 add r=0x3");
    }

    @Test
    void runIsOverWhenItsTraceGoesNowhere() {
        PrintStream full = new PrintStream(new OutputStream() {
            @Override
            public void write(int value) throws IOException {
                throw new IOException("No space left on device");
            }
        });
        Counter machine = new Counter();
        StepObserver observer = new StepObserver(machine, Long.MAX_VALUE, Optional.of(full));
        assertThat(observer.reached()).isFalse();
        machine.run(5);
        assertThat(observer.reached()).isTrue();
    }
}
