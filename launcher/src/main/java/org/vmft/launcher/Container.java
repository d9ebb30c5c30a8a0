package org.vmft.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.framework.startlevel.BundleStartLevel;

/** The framework, with the bundles of {@code bundles/<start level>/} installed. */
final class Container {
    private static final int FILE_INSTALL_LEVEL = 50;
    private static final int START_LEVEL = 100;
    private static final int POLL_MILLIS = 500;
    private static final long STOP_MILLIS = 10_000;

    private final Framework framework;
    private final Set<Bundle> started;
    /** Its lock lasts as long as it can be reached. */
    private final Storage storage;

    private Container(Framework framework, Set<Bundle> started, Storage storage) {
        this.framework = framework;
        this.started = started;
        this.storage = storage;
    }

    /** Returns when every bundle was told to start. A bundle that did not is told, unless it is for lack of a requirement. */
    static Container start(Home home, Consumer<String> say) throws IOException, BundleException {
        Storage storage = Storage.claim(home.storage());
        Map<String, Object> configuration = configuration(home, storage);
        FrameworkFactory factory = ServiceLoader.load(FrameworkFactory.class).findFirst().orElseThrow();
        @SuppressWarnings({"unchecked", "rawtypes"}) // felix.log.logger is an object
        Framework framework = factory.newFramework((Map<String, String>) (Map) configuration);
        framework.init();
        BundleContext context = framework.getBundleContext();
        LogBridge.register(context);
        context.addFrameworkListener(event -> {
            if (event.getType() == FrameworkEvent.ERROR && !isUnresolved(event.getThrowable())) {
                say.accept(notStarted(event.getBundle(), event.getThrowable()));
            }
        });
        Set<Bundle> started = ConcurrentHashMap.newKeySet();
        context.addBundleListener(event -> {
            if (event.getType() == BundleEvent.STARTED || event.getType() == BundleEvent.LAZY_ACTIVATION) {
                started.add(event.getBundle());
            }
        });
        for (Path level : Home.levelsIn(home.bundles())) {
            for (Path jar : Home.jarsIn(level)) {
                // "reference:" spares copying the jar into the storage.
                Bundle bundle = context.installBundle("reference:" + jar.toUri());
                bundle.adapt(BundleStartLevel.class).setStartLevel(Home.level(level));
                if (bundle.getHeaders().get(Constants.FRAGMENT_HOST) == null) {
                    bundle.start(Bundle.START_ACTIVATION_POLICY);
                }
            }
        }
        framework.start();
        return new Container(framework, started, storage);
    }

    private static Map<String, Object> configuration(Home home, Storage storage) throws IOException {
        Map<String, Object> map = new HashMap<>();
        map.put(Constants.FRAMEWORK_STORAGE, storage.folder().resolve("framework").toString());
        map.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        map.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, launchProperties().getProperty("system.packages"));
        map.put(Constants.FRAMEWORK_BEGINNING_STARTLEVEL, Integer.toString(START_LEVEL));
        map.put("felix.log.logger", new FrameworkLog());
        map.put("configurator.initial", home.initialConfiguration().toUri().toString());
        map.put("felix.fileinstall.dir", home.plugins().toString());
        map.put("felix.fileinstall.tmpdir", storage.folder().resolve("plugins").toString());
        map.put("felix.fileinstall.poll", Integer.toString(POLL_MILLIS));
        map.put("felix.fileinstall.noInitialDelay", "true");
        map.put("felix.fileinstall.start.level", Integer.toString(FILE_INSTALL_LEVEL));
        map.put("felix.fileinstall.log.level", "0");
        return map;
    }

    static Properties launchProperties() throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Container.class.getResourceAsStream("launch.properties")) {
            properties.load(in);
        }
        return properties;
    }

    static boolean isUnresolved(Throwable e) {
        return e instanceof BundleException cause && cause.getType() == BundleException.RESOLVE_ERROR;
    }

    static String notStarted(Bundle bundle, Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return "bundle " + bundle.getSymbolicName() + " did not start: " + root;
    }

    BundleContext context() {
        return framework.getBundleContext();
    }

    /**
     * Whether the bundle has started and those who had to know at once, the component runtime above all, have dealt with
     * it: listeners that are told later are told after them.
     */
    boolean started(Bundle bundle) {
        return started.contains(bundle);
    }

    void stop() throws BundleException, InterruptedException, IOException {
        framework.stop();
        framework.waitForStop(STOP_MILLIS);
        storage.release();
    }
}
