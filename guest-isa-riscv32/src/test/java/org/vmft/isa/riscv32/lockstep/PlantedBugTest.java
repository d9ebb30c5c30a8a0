package org.vmft.isa.riscv32.lockstep;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.vmft.api.machine.Machine;
import org.vmft.isa.riscv32.Rv32InstructionSet;

/** The random streams find each of these mistakes within as many instructions as every build compares with QEMU. */
class PlantedBugTest {
    private static final String PACKAGE = "org.vmft.isa.riscv32.";
    private static final Path SOURCES = Path.of("src/main/java/org/vmft/isa/riscv32/internal");
    private static final int STATEMENTS = 400;
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    /** The same streams every time: one of each kind, together as long as what every build compares. */
    private static final long SEED = 20;
    private static final List<byte[]> PROGRAMS = new ArrayList<>();
    private static final List<int[]> EXPECTED = new ArrayList<>();

    @BeforeAll
    static void recordWhatIsRight() {
        for (Stream.Kind kind : Stream.Kind.ALL) {
            byte[] program = Stream.program(SEED, kind, STATEMENTS);
            PROGRAMS.add(program);
            EXPECTED.add(new StateHistory().apply(program, kind.compressed()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFound(PlantedBug bug) throws Exception {
        Path file = SOURCES.resolve(bug.file() + ".java");
        Map<String, byte[]> changed = compile(PACKAGE + "internal." + bug.file().replace('/', '.'), bug.plant(Files.readString(file)));
        ClassLoader loader = new Changed(changed);
        @SuppressWarnings("unchecked")
        BiFunction<byte[], Boolean, int[]> history = (BiFunction<byte[], Boolean, int[]>)
                loader.loadClass(StateHistory.class.getName()).getDeclaredConstructor().newInstance();
        boolean found = false;
        for (int stream = 0; stream < PROGRAMS.size() && !found; stream++) {
            boolean compressed = Stream.Kind.ALL.get(stream).compressed();
            found = !Arrays.equals(EXPECTED.get(stream), history.apply(PROGRAMS.get(stream), compressed));
        }
        assertThat(found).as("a difference to the right machine").isTrue();
    }

    private static Map<String, byte[]> compile(String name, String source) throws IOException {
        Map<String, ByteArrayOutputStream> classes = new TreeMap<>();
        JavaFileObject unit = new SimpleJavaFileObject(URI.create("string:///" + name.replace('.', '/') + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return source;
            }
        };
        try (StandardJavaFileManager standard = COMPILER.getStandardFileManager(null, null, null);
                JavaFileManager files = new ForwardingJavaFileManager<>(standard) {
                    @Override
                    public JavaFileObject getJavaFileForOutput(Location location, String type, JavaFileObject.Kind kind, FileObject sibling) {
                        return new SimpleJavaFileObject(URI.create("bytes:///" + type), kind) {
                            @Override
                            public OutputStream openOutputStream() {
                                return classes.computeIfAbsent(type, ignored -> new ByteArrayOutputStream());
                            }
                        };
                    }
                }) {
            List<String> options = List.of("-proc:none", "--release", "17", "-cp", location(Rv32InstructionSet.class) + ":" + location(Machine.class));
            assertThat(COMPILER.getTask(null, files, null, options, null, List.of(unit)).call()).as("compiles").isTrue();
        }
        Map<String, byte[]> bytes = new TreeMap<>();
        classes.forEach((type, out) -> bytes.put(type, out.toByteArray()));
        return bytes;
    }

    private static String location(Class<?> type) {
        return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString())).toString();
    }

    /** The module's classes once more, some of them changed. */
    private static final class Changed extends ClassLoader {
        private final Map<String, byte[]> changed;

        Changed(Map<String, byte[]> changed) {
            super(PlantedBugTest.class.getClassLoader());
            this.changed = changed;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(PACKAGE)) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded != null ? loaded : define(name);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            byte[] bytes = changed.get(name);
            if (bytes == null) {
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    bytes = in.readAllBytes();
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
