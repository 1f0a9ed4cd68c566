package io.domainsmith.cli;

/** How far a run over many files is, in the last line of a terminal; nothing where there is none. */
final class ProgressBar {

    private static final int WIDTH = 30;

    private final Console console;
    private final int all;
    private final boolean shown;
    private int drawn = -1;

    ProgressBar(Console console, int all) {
        this.console = console;
        this.all = all;
        this.shown = console.isTerminal() && all > 1;
    }

    /** Shows how many are done; draws only where that makes a difference to the eye. */
    void show(int done) {
        int percent = (int) (100L * done / all);
        if (shown && percent != drawn) {
            drawn = percent;
            int full = WIDTH * percent / 100;
            console.status("[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + done + "/" + all);
        }
    }

    /** Takes the bar away, before something else is written and at the end. */
    void erase() {
        if (shown && drawn >= 0) {
            console.status("");
            drawn = -1;
        }
    }
}
