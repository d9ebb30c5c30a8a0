package org.vmft.vmm.internal.commands;

/** One line on a terminal that says how far long work has come. */
final class ProgressLine implements AutoCloseable {
    private static final long INTERVAL_NANOS = 200_000_000;
    private static final String ERASED = "\r\033[K";

    private final boolean terminal = System.console() != null;
    private long shownNanos = System.nanoTime();
    private boolean shown;

    void show(String text) {
        if (terminal && System.nanoTime() - shownNanos >= INTERVAL_NANOS) {
            shownNanos = System.nanoTime();
            shown = true;
            System.err.print(ERASED + text);
            System.err.flush();
        }
    }

    @Override
    public void close() {
        if (shown) {
            System.err.print(ERASED);
            System.err.flush();
        }
    }
}
