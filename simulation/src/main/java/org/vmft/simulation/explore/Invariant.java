package org.vmft.simulation.explore;

/** What must hold after every transition. */
enum Invariant {
    ONE_HISTORY("(a)", "one history outside"),
    OLD_GENERATION("(b)", "an old generation only releases what is in the winner's history"),
    ONE_GRANT("(c)", "one grant per generation"),
    ONE_BACKUP("(d)", "one eligible backup per generation"),
    NEVER_LIVE("(e)", "power-off and detach never go live"),
    OUTPUT_RULE("(f)", "release needs this pairing's acknowledgement or a won claim"),
    NO_GAP("(g)", "no output index skipped"),
    NO_FAILURE("(h)", "the role core decides every event");

    private final String mark;
    private final String text;

    Invariant(String mark, String text) {
        this.mark = mark;
        this.text = text;
    }

    @Override
    public String toString() {
        return mark + " " + text;
    }
}
