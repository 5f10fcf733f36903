package dev.jrunit.posix;

/** A system call that failed: which one, on what, and why. Carries no stack trace, for failures here are ordinary. */
public final class PosixException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Errno errno;
    private final String operation;
    private final String path;

    /**
     * @param operation the system call's name
     * @param path the file or program it was about, a byte string; empty if there is none
     * @param errno the reason
     */
    public PosixException(String operation, String path, Errno errno) {
        super(operation + (path.isEmpty() ? "" : " " + path) + ": " + errno.words(), null, false, false);
        this.operation = operation;
        this.path = path;
        this.errno = errno;
    }

    public Errno errno() {
        return errno;
    }

    public String operation() {
        return operation;
    }

    /** The file or program, a byte string; empty if the call was about none. */
    public String path() {
        return path;
    }

    /** Whether the reason is {@code other}. */
    public boolean is(Errno other) {
        return errno.number() == other.number();
    }
}
