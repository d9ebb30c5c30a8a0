package org.vmft.launcher;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;

/**
 * Logs to standard error, warnings and worse unless told otherwise by {@code [LOGGER=]LEVEL,...}. In code rather than
 * XML, because parsing that took a tenth of the time to start.
 */
public final class Logging extends ContextAwareBase implements Configurator {
    static final String LEVELS = "vmft.log";
    private static final String QUIET = "warn";
    private static final String VERBOSE = "info,org.vmft=debug";

    /** Decides the levels; to be called before the first logger is made. {@code levels} may be null. */
    static void prepare(boolean verbose, String levels) {
        System.setProperty(LEVELS, levels != null && !levels.isBlank() ? levels : verbose ? VERBOSE : QUIET);
    }

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%d{HH:mm:ss.SSS} %-5level %logger{24} - %msg%n");
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(stderr);
        setLevels(context, System.getProperty(LEVELS, QUIET));
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    static void setLevels(LoggerContext context, String levels) {
        for (String part : levels.split(",")) {
            int equals = part.indexOf('=');
            String logger = equals < 0 ? Logger.ROOT_LOGGER_NAME : part.substring(0, equals).strip();
            context.getLogger(logger).setLevel(Level.toLevel(part.substring(equals + 1).strip(), Level.WARN));
        }
    }
}
