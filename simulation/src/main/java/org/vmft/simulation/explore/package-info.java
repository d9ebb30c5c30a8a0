/**
 * Every history of the production role core within small bounds, where {@code world} takes samples of larger ones.
 *
 * <p>A replica is its production {@code RoleState} and a few facts; whatever happens is put to the production
 * {@code RoleCore}, whose actions are carried out on the facts; the arbiter is the production {@code ArbiterLedger};
 * output leaves as the production {@code ReleaseMode} permits. What is simplified:
 * <ul>
 * <li>A log is a few entries. An output is known by the log up to its mark, so that it differs when its history does.
 * <li>A channel is a pointer into the sender's log, which may stop anywhere and for any time. A link that is lost and
 *     resumed is a delay; one that is lost for good is noticed as a suspicion or as the end of a transfer.
 * <li>A flush is one entry; receiving it and acknowledging it are one step, as in {@code LogIntake}. A backup consumes
 *     what it has when it has to.
 * <li>Without protection an output leaves in the step that produces it; the lease only delays a release.
 * <li>A joiner that the primary accepts is welcomed at once.
 * <li>Windows, credit, and a forced boot are left out.
 * </ul>
 */
package org.vmft.simulation.explore;
