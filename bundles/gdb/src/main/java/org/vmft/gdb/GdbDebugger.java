package org.vmft.gdb;

import java.io.IOException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.vmft.api.debug.DebugSession;
import org.vmft.api.debug.Debuggable;
import org.vmft.api.debug.Debugger;

/** GDB, and whatever else speaks its remote protocol. */
@Component
public final class GdbDebugger implements Debugger {
    @Activate
    public GdbDebugger() {}

    @Override
    public DebugSession listen(int port, Debuggable machine, Runnable wake) throws IOException {
        return new GdbSession(port, machine, wake);
    }
}
