package dev.jrunit.cli;

/** A command line that the tool does not take. Carries no stack trace: it is the user's. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1L;

    /** @param complaint what is wrong, a byte string; empty if the usage line says enough */
    public UsageException(String complaint) {
        super(complaint, null, false, false);
    }
}
