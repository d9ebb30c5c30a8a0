package org.vmft.testkit;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs a subclass of a contract and names the tests that failed: to show that a contract finds a bug that was planted.
 * Needs the JUnit Platform launcher on the class path.
 */
public final class ContractRun implements TestExecutionListener {
    private final Set<String> failed = new TreeSet<>();

    private ContractRun() {}

    public static Set<String> failures(Class<?> contract) {
        ContractRun run = new ContractRun();
        LauncherFactory.create().execute(
                LauncherDiscoveryRequestBuilder.request().selectors(selectClass(contract)).build(), run);
        return run.failed;
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() != Status.SUCCESSFUL) {
            failed.add(test.getDisplayName().replace("()", ""));
        }
    }
}
