package dev.jrunit.posix.fake;

/** The code under test did what it must never do. An error, so that nobody takes it for a failure to recover from. */
public final class Misuse extends AssertionError {
    private static final long serialVersionUID = 1L;

    Misuse(String message) {
        super(message);
    }
}
