package dev.jrunit.posix.fake;

/** The code under test did what it must never do. An error, so that no loop's error boundary swallows it. */
public final class Misuse extends AssertionError {
    private static final long serialVersionUID = 1L;

    Misuse(String message) {
        super(message);
    }
}
