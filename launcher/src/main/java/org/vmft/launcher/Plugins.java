package org.vmft.launcher;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/**
 * Waits until the jars that lie in {@code plugins/} at start are running, so that a command finds the same plug-ins each
 * time. FileInstall itself neither says when it is ready nor names a plug-in that cannot resolve.
 */
final class Plugins {
    /** FileInstall needs a tenth of a second; a busy machine perhaps twenty times that. */
    private static final long BOUND_NANOS = 5_000_000_000L;
    private static final long POLL_MILLIS = 5;

    private final Container container;
    private final Consumer<String> say;

    Plugins(Container container, Consumer<String> say) {
        this.container = container;
        this.say = say;
    }

    void await(Path folder) throws IOException, InterruptedException {
        List<Path> waiting = new ArrayList<>();
        for (Path jar : Home.jarsIn(folder)) {
            if (isBundle(jar)) {
                waiting.add(jar);
            } else {
                say.accept("plugin " + jar.getFileName() + " is not a bundle");
            }
        }
        long deadline = System.nanoTime() + BOUND_NANOS;
        while (true) {
            waiting.removeIf(this::isSettled);
            if (waiting.isEmpty() || System.nanoTime() - deadline >= 0) {
                break;
            }
            Thread.sleep(POLL_MILLIS);
        }
        waiting.forEach(jar -> say.accept("plugin " + jar.getFileName() + " was not installed and started"));
    }

    private boolean isSettled(Path jar) {
        Bundle bundle = container.context().getBundle(jar.toFile().toURI().toString());
        if (bundle == null) {
            return false;
        }
        try {
            // It may be FileInstall that starts it now, and then its components come a moment later.
            bundle.start(Bundle.START_ACTIVATION_POLICY);
            return container.started(bundle);
        } catch (BundleException e) {
            if (!Container.isUnresolved(e)) {
                say.accept(Container.notStarted(bundle, e));
            }
            return true;
        }
    }

    private static boolean isBundle(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            Manifest manifest = file.getManifest();
            return manifest != null && manifest.getMainAttributes().getValue(Constants.BUNDLE_SYMBOLICNAME) != null;
        }
    }
}
