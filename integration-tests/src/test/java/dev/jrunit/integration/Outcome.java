package dev.jrunit.integration;

/**
 * What a program left behind.
 *
 * @param exit its exit code; 128 + n for signal n, as Java reports it
 * @param out standard output, a char a byte
 * @param err standard error, a char a byte
 */
record Outcome(int exit, String out, String err) {

    /** Pids and seconds, which no case can know, become {@code N}: {@code (pid N)} and {@code Ns}. */
    Outcome normalised() {
        return new Outcome(exit, normalise(out), normalise(err));
    }

    private static String normalise(String text) {
        return text.replaceAll("\\(pid \\d+\\)", "(pid N)").replaceAll("([:)] )\\d+s", "$1Ns");
    }
}
