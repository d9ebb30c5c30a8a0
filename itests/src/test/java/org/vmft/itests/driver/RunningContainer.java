package org.vmft.itests.driver;

import static org.ops4j.pax.exam.CoreOptions.bootDelegationPackages;
import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.workingDirectory;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.ops4j.pax.exam.ExamSystem;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.ProbeInvokerFactory;
import org.ops4j.pax.exam.TestAddress;
import org.ops4j.pax.exam.TestProbeBuilder;
import org.ops4j.pax.exam.nat.internal.NativeTestContainer;
import org.ops4j.pax.exam.spi.PaxExamRuntime;
import org.osgi.framework.Constants;
import org.vmft.itests.Distribution;

/** A framework with the distribution's bundles and the test class as probe. */
final class RunningContainer {
    private static final String DRIVER = "jupiter";
    private static final int LIBRARIES_LEVEL = 3;
    private static final int OURS_LEVEL = 4;

    private final NativeTestContainer container;
    private final Map<String, TestAddress> addresses;

    private RunningContainer(NativeTestContainer container, Map<String, TestAddress> addresses) {
        this.container = container;
        this.addresses = addresses;
    }

    static RunningContainer start(Class<?> testClass) throws IOException {
        if (testClass.getEnclosingClass() != null && !Modifier.isStatic(testClass.getModifiers())) {
            throw new ExtensionConfigurationException(testClass + " is an inner class; only top-level or static ones can be a probe");
        }
        if (testClass.getPackage() == RunningContainer.class.getPackage()) {
            throw new ExtensionConfigurationException(testClass + " is in the driver's package, which is not loaded from the probe");
        }
        System.setProperty("pax.exam.invoker", DRIVER);
        ExamSystem system = PaxExamRuntime.createTestSystem(options(testClass));
        NativeTestContainer container = (NativeTestContainer) PaxExamRuntime.createContainer(system);
        container.start();
        try {
            ProbeInvokerFactory factory = (context, expression) -> new JupiterInvoker((org.osgi.framework.BundleContext) context, expression);
            Hashtable<String, Object> driver = new Hashtable<>(Map.of("driver", DRIVER));
            container.getSystemBundle().getBundleContext().registerService(ProbeInvokerFactory.class, factory, driver);
            TestProbeBuilder builder = system.createProbe();
            Map<String, TestAddress> addresses = new LinkedHashMap<>();
            for (Method method : AnnotationSupport.findAnnotatedMethods(testClass, Test.class, HierarchyTraversalMode.TOP_DOWN)) {
                if (addresses.put(method.getName(), builder.addTest(testClass, method.getName())) != null) {
                    throw new ExtensionConfigurationException(testClass + " has two tests named " + method.getName());
                }
            }
            container.installProbe(builder.build().getStream());
            return new RunningContainer(container, addresses);
        } catch (RuntimeException | IOException e) {
            container.stop();
            throw e;
        }
    }

    private static Option[] options(Class<?> testClass) throws IOException {
        List<Option> options = new ArrayList<>();
        options.add(workingDirectory(Path.of("target", "exam", testClass.getName()).toString()));
        // From the host's class path, before what a bundle or the probe itself may hold.
        options.add(frameworkProperty(Constants.FRAMEWORK_BUNDLE_PARENT).value(Constants.FRAMEWORK_BUNDLE_PARENT_APP));
        options.add(bootDelegationPackages("org.junit.*", "org.opentest4j", "org.opentest4j.*", "org.apiguardian.*", "org.assertj.*",
                RunningContainer.class.getPackageName()));
        // Pax Exam's own bundles want an older SLF4J.
        options.add(systemPackages("org.slf4j;version=1.7.36"));
        options.add(systemPackages(launcherPackages().split(",")));
        for (Path jar : Distribution.libraries()) {
            options.add(bundle(jar.toUri().toString()).startLevel(LIBRARIES_LEVEL));
        }
        for (Path jar : Distribution.bundles()) {
            options.add(bundle(jar.toUri().toString()).startLevel(OURS_LEVEL));
        }
        return options.toArray(Option[]::new);
    }

    private static String launcherPackages() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = RunningContainer.class.getResourceAsStream("/org/vmft/launcher/launch.properties")) {
            properties.load(in);
        }
        return properties.getProperty("system.packages");
    }

    /** Throws what the method threw. */
    void run(Method method) throws Throwable {
        try {
            container.call(addresses.get(method.getName()));
        } catch (OutcomeException e) {
            throw e.getCause();
        }
    }

    void stop() {
        container.stop();
    }
}
