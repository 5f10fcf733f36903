package dev.jrunit.chpst;

import dev.jrunit.posix.PosixException;

/** Why the program cannot be run. Its message follows {@code chpst: fatal: }. Carries no stack trace: it is ordinary. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;
    private static final int FATAL = 111;

    private final boolean silent;

    Trouble(String message) {
        this(message, false);
    }

    private Trouble(String message, boolean silent) {
        super(message, null, false, false);
        this.silent = silent;
    }

    /** That {@code deed} failed. */
    static Trouble unable(String deed, PosixException cause) {
        return new Trouble("unable to " + deed + ": " + cause.errno().words());
    }

    /** That {@code deed} failed on {@code object}. */
    static Trouble unable(String deed, String object, PosixException cause) {
        return unable(deed + ": " + object, cause);
    }

    /** The same, but it is no failure, and nobody is told. */
    Trouble silenced() {
        return new Trouble(getMessage(), true);
    }

    boolean isSilent() {
        return silent;
    }

    int exitCode() {
        return silent ? 0 : FATAL;
    }
}
