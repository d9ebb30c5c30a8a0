package org.vmft.simulation.explore;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How far an exploration goes. Within them everything is tried, in every order.
 *
 * @param replicas the first boots the virtual machine, the others may join; a new process is a new replica
 * @param generations in the last one nobody is cloned any more
 * @param entries logged by the guest; control entries come on top
 * @param inputs whether asynchronous inputs arrive; without, histories differ by instruction results alone
 * @param boots replicas that boot the virtual machine, granted or not
 * @param suspicionAnyTime else only a peer that is really gone is suspected, as after a single fault
 * @param losses whether what is in flight may be lost for good, which matters to progress: an adversary need only delay
 * @param lateAnswers whether the arbiter's answers to earlier requests stay in flight
 */
record Bounds(String name, int replicas, int generations, int entries, boolean inputs, int boots,
        int crashes, int divergences, int detaches, int powerOffs, boolean suspicionAnyTime, boolean losses, boolean lateAnswers) {
    static final int REPLICAS_MAX = 3;
    static final int GENERATIONS_MAX = 3;
    static final int INCARNATIONS_MAX = 2;
    private static final int FAULTS_MAX = 3;

    Bounds {
        within("replicas", replicas, 1, REPLICAS_MAX);
        within("generations", generations, 1, GENERATIONS_MAX);
        within("boots", boots, 1, INCARNATIONS_MAX);
        within("crashes", crashes, 0, FAULTS_MAX);
        within("divergences", divergences, 0, FAULTS_MAX);
        within("detaches", detaches, 0, FAULTS_MAX);
        within("power-offs", powerOffs, 0, FAULTS_MAX);
        within("entries", entries + detaches + powerOffs, 0, PackedLog.ENTRIES_MAX);
    }

    private static void within(String what, int actual, int min, int max) {
        if (actual < min || actual > max) {
            throw new IllegalArgumentException(what + ": expected " + min + ".." + max + " actual=" + actual);
        }
    }

    /** No fault but suspicion at any time, and no operator. */
    static Bounds of(String name, int replicas, int generations, int entries) {
        return new Bounds(name, replicas, generations, entries, true, 1, 0, 0, 0, 0, true, false, false);
    }

    Bounds faults(int crashesMax, int divergencesMax) {
        return new Bounds(name, replicas, generations, entries, inputs, boots, crashesMax, divergencesMax, detaches, powerOffs,
                suspicionAnyTime, losses, lateAnswers);
    }

    Bounds operator(int detachesMax, int powerOffsMax) {
        return new Bounds(name, replicas, generations, entries, inputs, boots, crashes, divergences, detachesMax, powerOffsMax,
                suspicionAnyTime, losses, lateAnswers);
    }

    Bounds booting(int bootsMax) {
        return new Bounds(name, replicas, generations, entries, inputs, bootsMax, crashes, divergences, detaches,
                powerOffs, suspicionAnyTime, losses, lateAnswers);
    }

    Bounds withoutInputs() {
        return new Bounds(name, replicas, generations, entries, false, boots, crashes, divergences, detaches, powerOffs,
                suspicionAnyTime, losses, lateAnswers);
    }

    Bounds suspectingOnlyTheGone() {
        return new Bounds(name, replicas, generations, entries, inputs, boots, crashes, divergences, detaches, powerOffs,
                false, losses, lateAnswers);
    }

    Bounds losing() {
        return new Bounds(name, replicas, generations, entries, inputs, boots, crashes, divergences, detaches, powerOffs,
                suspicionAnyTime, true, lateAnswers);
    }

    Bounds withLateAnswers() {
        return new Bounds(name, replicas, generations, entries, inputs, boots, crashes, divergences, detaches, powerOffs,
                suspicionAnyTime, losses, true);
    }

    String text() {
        return name + ": " + counted(replicas, "replica") + ", " + counted(generations, "generation") + ", "
                + counted(entries, "entry") + (inputs ? "" : " without inputs") + ", " + counted(boots, "boot") + ", "
                + counted(crashes, "crash") + ", "
                + counted(divergences, "divergence") + ", " + counted(detaches, "detach") + ", "
                + counted(powerOffs, "power-off") + ", suspicion " + (suspicionAnyTime ? "at any time" : "of the gone only")
                + (losses ? ", losses" : "") + (lateAnswers ? ", late answers" : "");
    }

    private static String counted(int count, String what) {
        if (count == 1) {
            return "1 " + what;
        }
        return count + " " + (what.endsWith("y") ? what.substring(0, what.length() - 1) + "ies"
                : what.endsWith("sh") || what.endsWith("ch") ? what + "es" : what + "s");
    }

    Map<String, Object> values() {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("name", name);
        values.put("replicas", replicas);
        values.put("generations", generations);
        values.put("entries", entries);
        values.put("inputs", inputs);
        values.put("boots", boots);
        values.put("crashes", crashes);
        values.put("divergences", divergences);
        values.put("detaches", detaches);
        values.put("powerOffs", powerOffs);
        values.put("suspicionAnyTime", suspicionAnyTime);
        values.put("losses", losses);
        values.put("lateAnswers", lateAnswers);
        return values;
    }
}
