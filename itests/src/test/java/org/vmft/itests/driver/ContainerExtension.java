package org.vmft.itests.driver;

import java.lang.reflect.Method;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleReference;
import org.osgi.util.tracker.ServiceTracker;

/** On the host, replaces each test method by a call into the container; in there, lets it proceed. */
final class ContainerExtension implements BeforeAllCallback, AfterAllCallback, InvocationInterceptor, ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(ContainerExtension.class);
    private static final long SERVICE_MILLIS = 10_000;

    @Override
    public void beforeAll(ExtensionContext context) throws Exception {
        if (onHost(context)) {
            context.getStore(NAMESPACE).put(RunningContainer.class, RunningContainer.start(context.getRequiredTestClass()));
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        RunningContainer container = context.getStore(NAMESPACE).get(RunningContainer.class, RunningContainer.class);
        if (container != null) {
            container.stop();
        }
    }

    @Override
    public void interceptTestMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        if (onHost(context)) {
            invocation.skip();
            context.getStore(NAMESPACE).get(RunningContainer.class, RunningContainer.class).run(method.getExecutable());
        } else {
            invocation.proceed();
        }
    }

    @Override
    public void interceptBeforeAllMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInContainer(invocation, context);
    }

    @Override
    public void interceptBeforeEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInContainer(invocation, context);
    }

    @Override
    public void interceptAfterEachMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInContainer(invocation, context);
    }

    @Override
    public void interceptAfterAllMethod(Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context)
            throws Throwable {
        onlyInContainer(invocation, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        throw refused(method.getExecutable());
    }

    @Override
    public <T> T interceptTestFactoryMethod(Invocation<T> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) {
        throw refused(method.getExecutable());
    }

    private static ExtensionConfigurationException refused(Method method) {
        return new ExtensionConfigurationException(method + " is not a plain @Test: it would run on the host, not in the container");
    }

    private static void onlyInContainer(Invocation<Void> invocation, ExtensionContext context) throws Throwable {
        if (onHost(context)) {
            invocation.skip();
        } else {
            invocation.proceed();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType().isInterface() && !parameter.getParameter().getType().getName().startsWith("org.junit.");
    }

    /** Null on the host, where the method is skipped. */
    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        if (onHost(context)) {
            return null;
        }
        BundleContext bundle = ((BundleReference) context.getRequiredTestClass().getClassLoader()).getBundle().getBundleContext();
        Class<?> type = parameter.getParameter().getType();
        return type == BundleContext.class ? bundle : service(bundle, type);
    }

    private static Object service(BundleContext bundle, Class<?> type) {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(bundle, type.getName(), null);
        tracker.open();
        try {
            Object service = tracker.waitForService(SERVICE_MILLIS);
            if (service == null) {
                throw new AssertionError("no service " + type.getName() + " within " + SERVICE_MILLIS + " ms");
            }
            return service;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while waiting for " + type.getName(), e);
        }
    }

    private static boolean onHost(ExtensionContext context) {
        return !(context.getRequiredTestClass().getClassLoader() instanceof BundleReference);
    }
}
