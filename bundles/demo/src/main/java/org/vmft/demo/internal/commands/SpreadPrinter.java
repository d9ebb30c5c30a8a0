package org.vmft.demo.internal.commands;

import org.vmft.demo.bench.Spread;

/** Writes a measurement as median (smallest..largest), short enough for a table. */
final class SpreadPrinter {
    private SpreadPrinter() {}

    static String text(Spread spread) {
        return number(spread.median()) + " (" + number(spread.min()) + ".." + number(spread.max()) + ")";
    }

    private static String number(double value) {
        double size = Math.abs(value);
        return String.format(size >= 100 ? "%.0f" : size >= 10 ? "%.1f" : "%.2f", value);
    }
}
