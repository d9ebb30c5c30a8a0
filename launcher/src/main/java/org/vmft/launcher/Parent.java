package org.vmft.launcher;

/**
 * The process for which this one runs, if it is said in {@code VMFT_PARENT}: when that one is gone, killed perhaps and
 * without a chance to end others, this one ends too.
 */
final class Parent {
    static final String VARIABLE = "VMFT_PARENT";

    private Parent() {}

    /** @param pid may be null, for none */
    static void watch(String pid, Runnable gone) {
        if (pid == null || pid.isEmpty()) {
            return;
        }
        if (!pid.matches("[0-9]{1,18}")) {
            throw new LaunchException(VARIABLE + ": expected a process id, actual " + pid);
        }
        ProcessHandle.of(Long.parseLong(pid)).ifPresentOrElse(parent -> parent.onExit().thenRun(gone), gone);
    }
}
