package org.vmft.itests.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.EventType;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;
import org.ops4j.pax.exam.TestContainerException;
import org.vmft.itests.DriverSample;

/** A driver that reports success when a test failed, or did not run, would make every other test here worthless. */
class DriverIT {
    private static EngineExecutionResults results;

    @BeforeAll
    static void runSample() {
        results = EngineTestKit.engine("junit-jupiter").selectors(selectClass(DriverSample.class)).execute();
    }

    @Test
    void passingTestRanInTheContainer() {
        assertThat(result("passes").getStatus()).isEqualTo(Status.SUCCESSFUL);
        assertThat(System.getProperty(DriverSample.RAN_IN)).startsWith("PAXEXAM-PROBE");
    }

    @Test
    void beforeEachRunsOnlyInTheContainer() {
        assertThat(result("seesBeforeEach").getStatus()).isEqualTo(Status.SUCCESSFUL);
    }

    @Test
    void failedAssertionIsAFailure() {
        TestExecutionResult result = result("failsAssertion");
        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(result.getThrowable().orElseThrow()).isInstanceOf(AssertionFailedError.class).hasMessageContaining("two plus two");
    }

    @Test
    void exceptionIsAnError() {
        TestExecutionResult result = result("throwsException");
        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(result.getThrowable().orElseThrow()).isInstanceOf(IOException.class).hasMessage("from inside");
    }

    @Test
    void timeoutIsAnError() {
        TestExecutionResult result = result("takesTooLong");
        assertThat(result.getStatus()).isEqualTo(Status.FAILED);
        assertThat(result.getThrowable().orElseThrow()).isInstanceOf(TimeoutException.class);
    }

    @Test
    void failedAssumptionIsAborted() {
        TestExecutionResult result = result("assumes");
        assertThat(result.getStatus()).isEqualTo(Status.ABORTED);
        assertThat(result.getThrowable().orElseThrow()).isInstanceOf(TestAbortedException.class);
    }

    @Test
    void disabledTestIsSkipped() {
        assertThat(results.testEvents().skipped().stream()).singleElement().satisfies(event ->
                assertThat(event.getTestDescriptor().getDisplayName()).startsWith("isDisabled"));
    }

    @Test
    void repeatedTestIsRefused() {
        assertThat(results.testEvents().failed().stream()
                        .filter(event -> event.getTestDescriptor().getUniqueId().toString().contains("isRepeated"))
                        .map(event -> event.getRequiredPayload(TestExecutionResult.class).getThrowable().orElseThrow()))
                .hasSize(2)
                .allSatisfy(e -> assertThat(e).isInstanceOf(ExtensionConfigurationException.class));
    }

    @Test
    void methodThatIsNoTestIsToldNotPassed() {
        JupiterInvoker invoker = new JupiterInvoker(Class::forName, NoTests.class.getName() + ";noTest");
        assertThatThrownBy(invoker::call).isInstanceOf(TestContainerException.class).hasMessageContaining("but 0 did");
    }

    @Test
    void classThatIsNotInTheProbeIsToldNotPassed() {
        JupiterInvoker invoker = new JupiterInvoker(Class::forName, "org.vmft.Absent;test");
        assertThatThrownBy(invoker::call).isInstanceOf(TestContainerException.class).hasMessageContaining("not in the probe");
    }

    @Test
    void innerClassIsRefused() {
        EngineExecutionResults inner = EngineTestKit.engine("junit-jupiter").selectors(selectClass(Outer.class)).execute();
        assertThat(inner.testEvents().succeeded().count()).isZero();
        assertThat(inner.containerEvents().failed().count()).isEqualTo(1);
    }

    private static TestExecutionResult result(String method) {
        return results.testEvents().stream()
                .filter(event -> event.getType() == EventType.FINISHED)
                .filter(event -> event.getTestDescriptor().getUniqueId().toString().contains("[method:" + method + "("))
                .map((Event event) -> event.getRequiredPayload(TestExecutionResult.class))
                .findFirst()
                .orElseThrow(() -> new AssertionError(method + " did not finish: " + results.allEvents().list()));
    }

    static class NoTests {
        void noTest() {}
    }

    static class Outer {
        @Nested
        @InContainer
        class Inner {
            @Test
            void passes() {}
        }
    }
}
