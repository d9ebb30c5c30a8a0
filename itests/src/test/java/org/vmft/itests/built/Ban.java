package org.vmft.itests.built;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;

/** What would make two runs of one log differ. Types by name or, ending in a dot, by package; members as {@code type#name}, where * is any type. */
enum Ban {
    CLOCK(
            List.of("java.time.", "java.util.Date", "java.util.Calendar", "java.util.Timer"),
            List.of("java.lang.System#nanoTime", "java.lang.System#currentTimeMillis"),
            List.of("java.time.Duration")),
    RANDOMNESS(
            List.of("java.util.Random", "java.util.SplittableRandom", "java.util.concurrent.ThreadLocalRandom", "java.util.random.",
                    "java.security.SecureRandom"),
            List.of("java.lang.Math#random", "java.lang.StrictMath#random", "java.util.UUID#randomUUID", "java.util.Collections#shuffle"),
            List.of()),
    THREAD(
            List.of("java.lang.Thread", "java.lang.ThreadGroup", "java.util.Timer", "java.util.concurrent.Executor",
                    "java.util.concurrent.ExecutorService", "java.util.concurrent.Executors", "java.util.concurrent.ThreadPoolExecutor",
                    "java.util.concurrent.ScheduledExecutorService", "java.util.concurrent.ForkJoinPool",
                    "java.util.concurrent.CompletableFuture", "java.util.concurrent.ThreadFactory"),
            List.of("*#parallelStream", "*#parallel", "*#parallelSort", "*#parallelPrefix", "*#parallelSetAll", "java.lang.Object#wait"),
            List.of()),
    INPUT_OUTPUT(
            List.of("java.io.", "java.net.", "java.nio.file.", "java.nio.channels.", "java.lang.Process", "java.lang.ProcessBuilder",
                    "java.lang.Runtime"),
            List.of("java.lang.System#in", "java.lang.System#out", "java.lang.System#err", "java.lang.System#getenv",
                    "java.lang.System#getProperty"),
            // In memory, or only thrown.
            List.of("java.io.ByteArrayInputStream", "java.io.ByteArrayOutputStream", "java.io.DataInput", "java.io.DataOutput",
                    "java.io.DataInputStream", "java.io.DataOutputStream", "java.io.InputStream", "java.io.OutputStream",
                    "java.io.IOException", "java.io.UncheckedIOException", "java.io.EOFException", "java.io.Serializable")),
    IDENTITY_HASH(
            List.of("java.util.IdentityHashMap", "java.util.WeakHashMap"),
            List.of("java.lang.System#identityHashCode", "java.lang.Object#hashCode"),
            List.of()),
    HASH_ORDER(
            List.of("java.util.HashMap", "java.util.HashSet", "java.util.Hashtable", "java.util.concurrent.ConcurrentHashMap"),
            List.of("java.util.Map#of", "java.util.Map#ofEntries", "java.util.Map#copyOf", "java.util.Set#of", "java.util.Set#copyOf",
                    "java.util.stream.Collectors#toSet", "java.util.stream.Collectors#toMap", "java.util.stream.Collectors#groupingBy",
                    "java.util.stream.Collectors#toUnmodifiableSet", "java.util.stream.Collectors#toUnmodifiableMap"),
            List.of());

    private final List<String> types;
    private final List<String> members;
    private final List<String> allowedTypes;

    Ban(List<String> types, List<String> members, List<String> allowedTypes) {
        this.types = types;
        this.members = members;
        this.allowedTypes = allowedTypes;
    }

    ArchRule rule() {
        return noClasses().should(new Use());
    }

    private boolean bans(JavaClass type) {
        String name = type.getBaseComponentType().getName();
        return !allowedTypes.contains(name)
                && types.stream().anyMatch(banned -> banned.endsWith(".") ? name.startsWith(banned) : name.equals(banned));
    }

    private boolean bans(JavaAccess<?> access) {
        String name = access.getTarget().getName();
        return members.contains(access.getTargetOwner().getName() + "#" + name) || members.contains("*#" + name);
    }

    private final class Use extends ArchCondition<JavaClass> {
        private Use() {
            super("use " + Ban.this);
        }

        @Override
        public void check(JavaClass user, ConditionEvents events) {
            user.getDirectDependenciesFromSelf().stream()
                    .filter(dependency -> bans(dependency.getTargetClass()))
                    .forEach(dependency -> events.add(SimpleConditionEvent.satisfied(user, dependency.getDescription())));
            user.getAccessesFromSelf().stream()
                    .filter(Ban.this::bans)
                    .forEach(access -> events.add(SimpleConditionEvent.satisfied(user, access.getDescription())));
        }
    }
}
