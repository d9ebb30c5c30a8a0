package org.vmft.isa.riscv32;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.vmft.api.debug.DebugSession;
import org.vmft.api.machine.Stop;
import org.vmft.gdb.GdbDebugger;

/** A machine that is offered to debuggers, on a thread of its own. */
final class DebuggedBoard implements AutoCloseable {
    private static final long END_MILLIS = 10_000;
    private static final long STEPS = 10_000;

    private final Rv32Board board;
    private final DebugSession session;
    private final Thread thread = new Thread(this::drive, "debugged machine");
    private final AtomicReference<String> end = new AtomicReference<>("");
    private volatile boolean closing;

    DebuggedBoard(String source) throws IOException {
        board = new Rv32Board(source);
        session = new GdbDebugger().listen(0, board.board().machine().debuggable().orElseThrow(), () -> LockSupport.unpark(thread));
        thread.start();
    }

    private void drive() {
        try {
            while (end.get().isEmpty() && !closing) {
                switch (session.turn()) {
                    case RUN -> {
                        Stop stop = board.run(STEPS);
                        if (stop == Stop.HALTED) {
                            session.ended(board.board().machine().exitCode());
                            end.set("halted");
                        } else if (stop == Stop.IDLE) {
                            LockSupport.park(this);
                        }
                    }
                    case KILLED -> end.set("killed");
                    case STAND_STILL -> { }
                }
            }
        } catch (RuntimeException | Error e) {
            end.set("failed: " + e);
        }
    }

    int port() {
        return session.port();
    }

    Rv32Board board() {
        return board;
    }

    /** How it ended; waits for that. */
    String end() throws InterruptedException {
        thread.join(END_MILLIS);
        return end.get();
    }

    boolean ended() {
        return !end.get().isEmpty();
    }

    @Override
    public void close() throws Exception {
        closing = true;
        session.close();
        LockSupport.unpark(thread);
        thread.join(END_MILLIS);
    }
}
