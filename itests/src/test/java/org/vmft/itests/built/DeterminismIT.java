package org.vmft.itests.built;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.vmft.itests.Distribution;

/** What executes a guest, on primary and backup, takes time, chance and input only as arguments. */
class DeterminismIT {
    private static final DescribedPredicate<JavaClass> OUTSIDE_MACHINES = resideInAPackage("..commands..").or(resideInAPackage("..guests.."));
    private static JavaClasses shipped;

    @BeforeAll
    static void readJars() throws IOException {
        List<JarFile> jars = new ArrayList<>();
        for (Path jar : Distribution.bundles()) {
            jars.add(new JarFile(jar.toFile()));
        }
        for (Path jar : Distribution.plugins()) {
            jars.add(new JarFile(jar.toFile()));
        }
        shipped = new ClassFileImporter().importJars(jars);
    }

    @ParameterizedTest
    @EnumSource
    void machinesDevicesAndTheirMonitorAreDeterministic(Ban ban) {
        ban.rule().check(machineSide());
    }

    @ParameterizedTest
    @EnumSource(names = {"CLOCK", "RANDOMNESS", "THREAD", "INPUT_OUTPUT"})
    void rolesAreDecidedFromArgumentsAlone(Ban ban) {
        ban.rule().check(roles());
    }

    /** Else a renamed package would pass unseen. */
    @ParameterizedTest
    @ValueSource(strings = {"org.vmft.isa.toy", "org.vmft.isa.riscv32", "org.vmft.devices", "org.vmft.vmm"})
    void rulesSeeEveryPartOfTheMachineSide(String part) {
        assertThat(machineSide().that(resideInAPackage(part + ".."))).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = "org.vmft.replication.internal.core")
    void rulesSeeTheRoles(String part) {
        assertThat(roles().that(resideInAPackage(part))).isNotEmpty();
    }

    private static JavaClasses machineSide() {
        return shipped.that(resideInAPackage("org.vmft.isa..")
                .or(resideInAPackage("org.vmft.devices.."))
                .or(resideInAPackage("org.vmft.vmm.."))
                .and(DescribedPredicate.not(OUTSIDE_MACHINES)));
    }

    private static JavaClasses roles() {
        return shipped.that(resideInAPackage("org.vmft.replication.internal.core.."));
    }
}
