package org.vmft.itests;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;

/** Makes jars and bundles for tests. */
final class JarWriter {
    private final Manifest manifest = new Manifest();
    private final Map<String, byte[]> entries = new LinkedHashMap<>();

    JarWriter() {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    }

    static JarWriter bundle(String symbolicName) {
        return new JarWriter().header("Bundle-ManifestVersion", "2").header("Bundle-SymbolicName", symbolicName).header("Bundle-Version", "1.0.0");
    }

    JarWriter header(String name, String value) {
        manifest.getMainAttributes().putValue(name, value);
        return this;
    }

    JarWriter text(String name, String text) {
        entries.put(name, text.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    JarWriter type(Class<?> type) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
            entries.put(name, in.readAllBytes());
        }
        return this;
    }

    /** A command that is a component; with {@code reference}, one that needs a service of that type. */
    JarWriter command(String name, Class<?> type, String reference) throws IOException {
        String needed = reference == null ? "" : "<reference name=\"needed\" interface=\"" + reference + "\"/>";
        header("Service-Component", "OSGI-INF/command.xml");
        header("Import-Package", "org.vmft.api.command,picocli");
        text("OSGI-INF/command.xml", "<scr:component xmlns:scr=\"http://www.osgi.org/xmlns/scr/v1.3.0\" name=\"" + type.getName() + "\">"
                + "<implementation class=\"" + type.getName() + "\"/>"
                + "<property name=\"vmft.command\" value=\"" + name + "\"/>"
                + "<service><provide interface=\"org.vmft.api.command.Command\"/></service>" + needed + "</scr:component>");
        return type(type);
    }

    /** Written beside and moved into place, for whoever watches the folder. */
    Path write(Path jar) throws IOException {
        Path unfinished = jar.resolveSibling(jar.getFileName() + ".unfinished");
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(unfinished), manifest)) {
            for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
                out.putNextEntry(new ZipEntry(entry.getKey()));
                out.write(entry.getValue());
                out.closeEntry();
            }
        }
        return Files.move(unfinished, jar);
    }
}
