package org.vmft.launcher;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Locale;
import org.osgi.framework.BundleContext;
import org.osgi.service.log.LogService;
import org.osgi.service.log.LoggerConsumer;
import org.osgi.service.log.LoggerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;

/**
 * OSGi's log service on SLF4J, for the bundles of the framework; without one some of them print to standard output.
 * Dynamic proxies, since the interfaces repeat four methods for each of five levels.
 */
final class LogBridge {
    private static final String AUDIT = "audit";
    /** So that a level set for our packages does not also show what the component runtime says about them. */
    private static final String SOURCE = "osgi.";

    private LogBridge() {}

    static void register(BundleContext context) {
        String[] types = {LogService.class.getName(), LoggerFactory.class.getName()};
        context.registerService(types, proxy(LogService.class, (self, method, args) -> method.getName().equals("log")
                ? log(args)
                : ofObject(self, method.getName(), args, () -> loggerNamed(args))), null);
    }

    private static Object loggerNamed(Object[] args) {
        for (Object arg : args) {
            if (arg instanceof String name) {
                return logger(name);
            }
            if (arg instanceof Class<?> type && !type.getName().startsWith("org.osgi.service.log.")) {
                return logger(type.getName());
            }
        }
        return logger("log");
    }

    static org.osgi.service.log.Logger logger(String name) {
        Logger log = org.slf4j.LoggerFactory.getLogger(SOURCE + name);
        return proxy(org.osgi.service.log.FormatterLogger.class, (self, method, args) -> {
            String call = method.getName();
            if (call.equals("getName")) {
                return name;
            }
            if (call.startsWith("is") && call.endsWith("Enabled")) {
                return log.isEnabledForLevel(level(call.substring(2, call.length() - "Enabled".length())));
            }
            return ofObject(self, call, args, () -> write(log, level(call), (org.osgi.service.log.Logger) self, args));
        });
    }

    private static Object write(Logger log, Level level, org.osgi.service.log.Logger self, Object[] args) throws Exception {
        if (args[0] instanceof LoggerConsumer<?> consumer) {
            if (log.isEnabledForLevel(level)) {
                consumer.accept(self);
            }
            return null;
        }
        Object[] values = args.length == 2 && args[1] instanceof Object[] array ? array : Arrays.copyOfRange(args, 1, args.length);
        log.atLevel(level).log((String) args[0], values);
        return null;
    }

    /** The methods from before there were loggers: [reference,] level, message [, exception]. */
    @SuppressWarnings("deprecation")
    private static Object log(Object[] args) {
        int at = args[0] instanceof Integer ? 0 : 1;
        Level level = switch ((Integer) args[at]) {
            case LogService.LOG_ERROR -> Level.ERROR;
            case LogService.LOG_WARNING -> Level.WARN;
            case LogService.LOG_INFO -> Level.INFO;
            default -> Level.DEBUG;
        };
        Throwable cause = args.length > at + 2 ? (Throwable) args[at + 2] : null;
        org.slf4j.LoggerFactory.getLogger(SOURCE + "log").atLevel(level).setCause(cause).log((String) args[at + 1]);
        return null;
    }

    private static Level level(String name) {
        return name.equalsIgnoreCase(AUDIT) ? Level.INFO : Level.valueOf(name.toUpperCase(Locale.ROOT));
    }

    private interface Call {
        Object run() throws Exception;
    }

    private static Object ofObject(Object self, String method, Object[] args, Call otherwise) throws Exception {
        return switch (method) {
            case "equals" -> self == args[0];
            case "hashCode" -> System.identityHashCode(self);
            case "toString" -> "log";
            default -> otherwise.run();
        };
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(LogBridge.class.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
