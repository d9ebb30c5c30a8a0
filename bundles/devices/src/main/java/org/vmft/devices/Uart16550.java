package org.vmft.devices;

import org.vmft.api.log.LogEntry;
import org.vmft.api.log.LogEntry.ConsoleInput;
import org.vmft.api.machine.Device;
import org.vmft.api.machine.InterruptLine;
import org.vmft.api.machine.MachineHost;
import org.vmft.api.machine.Output;
import org.vmft.api.machine.StateException;
import org.vmft.api.machine.StateSink;
import org.vmft.api.machine.StateSource;

/**
 * A serial port with the registers of a 16550A, one byte each. A byte written leaves at once, so the transmitter is
 * always empty; the divisor is kept and changes nothing. The receive FIFO is deeper than the original's, and its
 * interrupt comes with the first byte, as the original's does after a short silence.
 */
final class Uart16550 implements Device {
    static final int DATA = 0;
    static final int DIVISOR_LOW = 0;
    static final int INTERRUPT_ENABLE = 1;
    static final int DIVISOR_HIGH = 1;
    static final int INTERRUPT_IDENTITY = 2;
    static final int FIFO_CONTROL = 2;
    static final int LINE_CONTROL = 3;
    static final int MODEM_CONTROL = 4;
    static final int LINE_STATUS = 5;
    static final int MODEM_STATUS = 6;
    static final int SCRATCH = 7;
    static final int WINDOW_BYTES = 8;
    /** Enough for typing ahead; more input waits outside until the guest has read. */
    static final int FIFO_BYTES = 256;

    static final int ENABLE_RECEIVED = 1;
    static final int ENABLE_TRANSMITTER_EMPTY = 1 << 1;
    static final int ENABLE_LINE_STATUS = 1 << 2;
    static final int NO_INTERRUPT = 0x01;
    static final int TRANSMITTER_EMPTY = 0x02;
    static final int RECEIVED = 0x04;
    static final int LINE_STATUS_CHANGED = 0x06;
    static final int FIFOS_ON = 0xc0;
    static final int FIFO_ENABLE = 1;
    static final int FIFO_CLEAR_RECEIVED = 1 << 1;
    static final int DIVISOR_ACCESS = 1 << 7;
    static final int LOOPBACK = 1 << 4;
    static final int DATA_READY = 1;
    static final int OVERRUN = 1 << 1;
    static final int TRANSMITTER_IDLE = 0x60;

    private static final int STATE_VERSION = 1;
    private static final int ENABLE_BITS = 0x0f;
    private static final int MODEM_BITS = 0x1f;
    private static final int BYTE = 0xff;
    /** Carrier, ring and ready lines of a modem that is always there. */
    private static final int MODEM_PRESENT = 0xb0;

    private final MachineHost host;
    private final InterruptLine line;
    private final ByteFifo received = new ByteFifo(FIFO_BYTES);
    private int divisor = 1;
    private int interruptEnable;
    private boolean fifosOn;
    private int lineControl;
    private int modemControl;
    private int scratch;
    private boolean overrun;
    /** Raised by emptying the transmitter or enabling its interrupt, cleared by reading that as the identity. */
    private boolean transmitterEmptied;

    Uart16550(MachineHost host, InterruptLine line) {
        this.host = host;
        this.line = line;
    }

    @Override
    public int windowBytes() {
        return WINDOW_BYTES;
    }

    @Override
    public long load(int offset, int size, long step) {
        boolean divisorAccess = (lineControl & DIVISOR_ACCESS) != 0;
        int value = switch (offset) {
            case DATA -> divisorAccess ? divisor & BYTE : received.next();
            case INTERRUPT_ENABLE -> divisorAccess ? divisor >>> Byte.SIZE : interruptEnable;
            case INTERRUPT_IDENTITY -> readIdentity();
            case LINE_CONTROL -> lineControl;
            case MODEM_CONTROL -> modemControl;
            case LINE_STATUS -> readLineStatus();
            case MODEM_STATUS -> modemStatus();
            case SCRATCH -> scratch;
            default -> 0;
        };
        updateLine();
        return value;
    }

    private int readIdentity() {
        int identity = identity();
        if (identity == TRANSMITTER_EMPTY) {
            transmitterEmptied = false;
        }
        return identity | (fifosOn ? FIFOS_ON : 0);
    }

    /** The interrupt of the highest priority. */
    private int identity() {
        if (overrun && (interruptEnable & ENABLE_LINE_STATUS) != 0) {
            return LINE_STATUS_CHANGED;
        }
        if (received.count() > 0 && (interruptEnable & ENABLE_RECEIVED) != 0) {
            return RECEIVED;
        }
        if (transmitterEmptied && (interruptEnable & ENABLE_TRANSMITTER_EMPTY) != 0) {
            return TRANSMITTER_EMPTY;
        }
        return NO_INTERRUPT;
    }

    private int readLineStatus() {
        int status = TRANSMITTER_IDLE | (received.count() > 0 ? DATA_READY : 0) | (overrun ? OVERRUN : 0);
        overrun = false;
        return status;
    }

    /** In loopback the modem's lines follow the four outputs: CTS from RTS, DSR from DTR, RI and DCD from OUT1 and OUT2. */
    private int modemStatus() {
        if ((modemControl & LOOPBACK) == 0) {
            return MODEM_PRESENT;
        }
        return (modemControl & 0x0c) << 4 | (modemControl & 0x02) << 3 | (modemControl & 0x01) << 5;
    }

    @Override
    public void store(int offset, int size, long value, long step) {
        boolean divisorAccess = (lineControl & DIVISOR_ACCESS) != 0;
        int written = (int) value & BYTE;
        switch (offset) {
            case DATA -> {
                if (divisorAccess) {
                    divisor = divisor & ~BYTE | written;
                } else {
                    transmit((byte) written, step);
                }
            }
            case INTERRUPT_ENABLE -> {
                if (divisorAccess) {
                    divisor = divisor & BYTE | written << Byte.SIZE;
                } else {
                    enable(written & ENABLE_BITS);
                }
            }
            case FIFO_CONTROL -> controlFifo(written);
            case LINE_CONTROL -> lineControl = written;
            case MODEM_CONTROL -> modemControl = written & MODEM_BITS;
            case SCRATCH -> scratch = written;
            default -> { }
        }
        updateLine();
    }

    private void transmit(byte value, long step) {
        if ((modemControl & LOOPBACK) == 0) {
            host.output(new Output.Console(new byte[] {value}), step);
        } else {
            receive(value);
        }
        transmitterEmptied = true;
    }

    private void enable(int wanted) {
        if ((wanted & ~interruptEnable & ENABLE_TRANSMITTER_EMPTY) != 0) {
            transmitterEmptied = true;
        }
        interruptEnable = wanted;
    }

    private void controlFifo(int written) {
        boolean on = (written & FIFO_ENABLE) != 0;
        if (on != fifosOn || (written & FIFO_CLEAR_RECEIVED) != 0) {
            received.clear();
        }
        fifosOn = on;
    }

    private void receive(byte value) {
        overrun |= !received.add(value);
    }

    @Override
    public boolean handles(LogEntry.Input input) {
        return input instanceof ConsoleInput;
    }

    @Override
    public boolean ready(LogEntry.Input input) {
        return input instanceof ConsoleInput typed && typed.bytes().length <= received.room();
    }

    /** Bytes for which there is no room are lost, and the guest can see that. */
    @Override
    public void deliver(LogEntry.Input input, long step) {
        if (input instanceof ConsoleInput typed) {
            for (byte value : typed.bytes()) {
                receive(value);
            }
            updateLine();
        }
    }

    private void updateLine() {
        line.set(identity() != NO_INTERRUPT);
    }

    @Override
    public void save(StateSink sink) {
        sink.section("uart-16550", STATE_VERSION);
        sink.i32(divisor);
        sink.i32(interruptEnable);
        sink.flag(fifosOn);
        sink.i32(lineControl);
        sink.i32(modemControl);
        sink.i32(scratch);
        sink.flag(overrun);
        sink.flag(transmitterEmptied);
        received.save(sink);
    }

    @Override
    public void restore(StateSource source) {
        source.section("uart-16550", STATE_VERSION);
        divisor = bits(source.i32(), 0xffff);
        interruptEnable = bits(source.i32(), ENABLE_BITS);
        fifosOn = source.flag();
        lineControl = bits(source.i32(), BYTE);
        modemControl = bits(source.i32(), MODEM_BITS);
        scratch = bits(source.i32(), BYTE);
        overrun = source.flag();
        transmitterEmptied = source.flag();
        received.restore(source);
        updateLine();
    }

    private static int bits(int saved, int mask) {
        if ((saved & ~mask) != 0) {
            throw new StateException("uart-16550 register: expected=bits of %x actual=%x".formatted(mask, saved));
        }
        return saved;
    }
}
