package org.vmft.itests.driver;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.engine.JupiterTestEngine;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.ops4j.pax.exam.ProbeInvoker;
import org.ops4j.pax.exam.TestContainerException;
import org.opentest4j.TestAbortedException;
import org.osgi.framework.BundleContext;

/** Runs one method of the probe on a Jupiter engine of its own; anything but one passed test is an exception. */
final class JupiterInvoker implements ProbeInvoker {
    /** By class name, from the probe. */
    interface Classes {
        Class<?> load(String name) throws ClassNotFoundException;
    }

    private final Classes classes;
    private final String expression;

    JupiterInvoker(BundleContext probe, String expression) {
        this(probe.getBundle()::loadClass, expression);
    }

    /** @param expression {@code class;method} */
    JupiterInvoker(Classes classes, String expression) {
        this.classes = classes;
        this.expression = expression;
    }

    @Override
    public void call(Object... ignored) {
        Outcome outcome = new Outcome();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(JupiterInvoker.class.getClassLoader());
        try {
            LauncherFactory.create(onlyJupiter()).execute(request(), outcome);
        } finally {
            thread.setContextClassLoader(before);
        }
        if (!outcome.thrown.isEmpty()) {
            throw new OutcomeException(outcome.thrown.get(0));
        }
        if (outcome.passed != 1) {
            throw new TestContainerException("expected one test to run, but " + outcome.passed + " did: " + expression);
        }
    }

    private static LauncherConfig onlyJupiter() {
        return LauncherConfig.builder()
                .enableTestEngineAutoRegistration(false)
                .enableTestExecutionListenerAutoRegistration(false)
                .enableLauncherSessionListenerAutoRegistration(false)
                .enableLauncherDiscoveryListenerAutoRegistration(false)
                .enablePostDiscoveryFilterAutoRegistration(false)
                .addTestEngines(new JupiterTestEngine())
                .build();
    }

    private LauncherDiscoveryRequest request() {
        String[] parts = expression.split(";");
        try {
            Class<?> testClass = classes.load(parts[0]);
            Method method = Arrays.stream(testClass.getDeclaredMethods())
                    .filter(declared -> declared.getName().equals(parts[1]))
                    .findFirst()
                    .orElseThrow(() -> new TestContainerException("no such method: " + expression));
            return LauncherDiscoveryRequestBuilder.request().selectors(DiscoverySelectors.selectMethod(testClass, method)).build();
        } catch (ClassNotFoundException e) {
            throw new TestContainerException("not in the probe: " + expression, e);
        }
    }

    private static final class Outcome implements TestExecutionListener {
        private final List<Throwable> thrown = new ArrayList<>();
        private int passed;

        @Override
        public void executionSkipped(TestIdentifier test, String reason) {
            thrown.add(new TestAbortedException(reason));
        }

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            result.getThrowable().ifPresent(thrown::add);
            if (test.isTest() && result.getStatus() == TestExecutionResult.Status.SUCCESSFUL) {
                passed++;
            }
        }
    }
}
