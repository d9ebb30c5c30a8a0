package org.vmft.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import org.junit.jupiter.api.Test;

class LoggingTest {
    @Test
    void levelsAreForAllOrForOneLogger() {
        LoggerContext context = new LoggerContext();
        Logging.setLevels(context, "error, org.vmft.vmm=trace");
        assertThat(context.getLogger("a").getEffectiveLevel()).isEqualTo(Level.ERROR);
        assertThat(context.getLogger("org.vmft.vmm.internal").getEffectiveLevel()).isEqualTo(Level.TRACE);
    }

    @Test
    void logServiceWritesToSlf4jUnderItsOwnName() {
        org.osgi.service.log.Logger log = LogBridge.logger("a.b");
        assertThat(log.getName()).isEqualTo("a.b");
        assertThat(log.isWarnEnabled()).isTrue();
        log.debug("not {}", "shown");
        log.trace(self -> {
            throw new AssertionError("not enabled");
        });
    }
}
