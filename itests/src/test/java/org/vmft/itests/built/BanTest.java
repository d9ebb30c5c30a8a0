package org.vmft.itests.built;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Each ban is able to fail. */
class BanTest {
    static Stream<Arguments> violations() {
        return Map.of(
                        Ban.CLOCK, List.of(NanoTime.class, NanoTimeReference.class, Now.class),
                        Ban.RANDOMNESS, List.of(RandomField.class, MathRandom.class),
                        Ban.THREAD, List.of(StartsThread.class, ParallelStream.class),
                        Ban.INPUT_OUTPUT, List.of(ReadsFile.class, Prints.class, FileParameter.class),
                        Ban.IDENTITY_HASH, List.of(IdentityHash.class, IdentityMap.class, ObjectHash.class),
                        Ban.HASH_ORDER, List.of(HashSetUser.class, MapOf.class, SetOf.class, ToMap.class))
                .entrySet().stream().flatMap(entry -> entry.getValue().stream().map(type -> Arguments.of(entry.getKey(), type)));
    }

    @ParameterizedTest
    @MethodSource("violations")
    void violationIsFound(Ban ban, Class<?> violator) {
        JavaClasses classes = new ClassFileImporter().importClasses(violator);
        assertThat(ban.rule().evaluate(classes).hasViolation()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void orderedAndPureCodePasses(Ban ban) {
        JavaClasses classes = new ClassFileImporter().importClasses(Innocent.class);
        assertThat(ban.rule().evaluate(classes).getFailureReport().getDetails()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void everyBanHasAViolation(Ban ban) {
        assertThat(violations().map(arguments -> arguments.get()[0])).contains(ban);
    }

    static final class NanoTime {
        long now() {
            return System.nanoTime();
        }
    }

    static final class NanoTimeReference {
        LongSupplier clock() {
            return System::nanoTime;
        }
    }

    static final class Now {
        long now() {
            return java.time.Instant.now().toEpochMilli();
        }
    }

    static final class RandomField {
        private Random random;
    }

    static final class MathRandom {
        double next() {
            return Math.random();
        }
    }

    static final class StartsThread {
        void start(Runnable task) {
            new Thread(task).start();
        }
    }

    static final class ParallelStream {
        int sum(ArrayList<Integer> list) {
            return list.parallelStream().mapToInt(i -> i).sum();
        }
    }

    static final class ReadsFile {
        byte[] read(String name) throws java.io.IOException {
            return Files.readAllBytes(Path.of(name));
        }
    }

    static final class Prints {
        void print() {
            System.out.println();
        }
    }

    static final class FileParameter {
        void open(java.io.File file) {}
    }

    static final class IdentityHash {
        int hash(Object o) {
            return System.identityHashCode(o);
        }
    }

    static final class ObjectHash {
        int hash(Object o) {
            return o.hashCode();
        }
    }

    static final class IdentityMap {
        private final Map<Object, Object> map = new IdentityHashMap<>();
    }

    static final class HashSetUser {
        private final Set<String> set = new HashSet<>();
    }

    static final class MapOf {
        Map<String, String> map() {
            return Map.of("a", "b");
        }
    }

    static final class SetOf {
        Set<String> set() {
            return Set.of("a");
        }
    }

    static final class ToMap {
        Map<String, Integer> lengths(List<String> names) {
            return names.stream().collect(Collectors.toMap(name -> name, String::length));
        }
    }

    record Innocent(int a, List<String> names) {
        enum Kind { ONE, TWO }

        String describe(Kind kind, Map<String, Integer> sorted) {
            Map<String, Integer> linked = new LinkedHashMap<>(new TreeMap<>(sorted));
            List<Integer> values = new ArrayList<>(linked.values());
            return switch (kind) {
                case ONE -> Arrays.toString(values.toArray()) + this;
                case TWO -> "two" + hashCode();
            };
        }
    }
}
