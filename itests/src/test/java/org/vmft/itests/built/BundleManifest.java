package org.vmft.itests.built;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** What a bundle's manifest says about its packages. */
record BundleManifest(String symbolicName, Set<String> imports, Set<String> exports, List<String> forbiddenHeaders) {
    private static final String OURS = "org.vmft.";
    private static final String API = "org.vmft.api.";

    static BundleManifest of(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return of(file.getManifest().getMainAttributes());
        }
    }

    static BundleManifest of(Attributes headers) {
        return new BundleManifest(
                headers.getValue("Bundle-SymbolicName").split(";")[0],
                packages(headers.getValue("Import-Package")),
                packages(headers.getValue("Export-Package")),
                List.of("Require-Bundle", "DynamicImport-Package", "Fragment-Host").stream()
                        .filter(header -> headers.getValue(header) != null)
                        .toList());
    }

    /** The names in a header such as {@code a;b;version="[1,2)",c}. */
    static Set<String> packages(String header) {
        Set<String> names = new TreeSet<>();
        if (header != null) {
            for (String clause : header.replaceAll("\"[^\"]*\"", "").split(",")) {
                Arrays.stream(clause.split(";")).map(String::strip).filter(part -> !part.contains("=")).forEach(names::add);
            }
        }
        return names;
    }

    /** Why this bundle could not be replaced without touching another one; empty if it can. */
    List<String> couplings() {
        List<String> couplings = new ArrayList<>(forbiddenHeaders);
        imports.stream().filter(name -> name.startsWith(OURS) && !name.startsWith(API)).forEach(name -> couplings.add("imports " + name));
        if (!symbolicName.equals("org.vmft.api")) {
            exports.forEach(name -> couplings.add("exports " + name));
        }
        return couplings;
    }
}
