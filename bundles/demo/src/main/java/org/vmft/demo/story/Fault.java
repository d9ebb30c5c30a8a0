package org.vmft.demo.story;

/** What is done to the pair in the middle of its work. */
public enum Fault {
    /** The primary's process is killed. */
    PRIMARY("the primary is killed; the backup must go live"),
    /** The backup's process is killed. */
    BACKUP("the backup is killed; the primary must claim and go on alone"),
    /** The connection between the two nodes falls silent and is not closed. */
    LINK("the link falls silent; by timeout, one must go live and the other be fenced"),
    /** The primary's process is stopped, and continued when the backup is live. */
    PAUSE("the primary is paused and comes back late; it must find itself fenced"),
    /** The arbiter's process is killed, then the primary's; later the arbiter is started again. */
    ARBITER("the arbiter is killed, then the primary; nothing may leave until the arbiter is back");

    private final String meaning;

    Fault(String meaning) {
        this.meaning = meaning;
    }

    /** What is done, and what must come of it. */
    public String meaning() {
        return meaning;
    }
}
