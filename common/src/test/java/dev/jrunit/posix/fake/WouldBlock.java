package dev.jrunit.posix.fake;

/** Thrown out of a wait in which nothing is ready: the test goes on from there, and may call the loop again. */
public final class WouldBlock extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int timeoutMillis;

    WouldBlock(int timeoutMillis) {
        super("nothing is ready, waiting " + timeoutMillis + " ms", null, false, false);
        this.timeoutMillis = timeoutMillis;
    }

    /** How long the wait would have been; -1 for ever. */
    public int timeoutMillis() {
        return timeoutMillis;
    }
}
