package dev.jrunit.sv;

/** Why nothing can be said of a service, or done to it. Carries no stack trace: it is ordinary. */
final class Trouble extends Exception {
    private static final long serialVersionUID = 1L;

    /** The first word of the message. */
    enum Kind {
        /** There is no such service directory, or no runsv for it. */
        FAIL("fail: "),
        /** Its files cannot be used. */
        WARNING("warning: ");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    private final Kind kind;
    private final String name;
    private final boolean runsvGone;

    private Trouble(Kind kind, String name, String reason, boolean runsvGone) {
        super(reason, null, false, false);
        this.kind = kind;
        this.name = name;
        this.runsvGone = runsvGone;
    }

    static Trouble fail(String name, String reason) {
        return new Trouble(Kind.FAIL, name, reason, false);
    }

    static Trouble warning(String name, String reason) {
        return new Trouble(Kind.WARNING, name, reason, false);
    }

    static Trouble runsvNotRunning(String name) {
        return new Trouble(Kind.FAIL, name, "runsv not running", true);
    }

    Kind kind() {
        return kind;
    }

    /** Whether the reason is that no runsv runs, which is what exit and shutdown ask for. */
    boolean isRunsvGone() {
        return runsvGone;
    }

    /** The whole message, without a newline. */
    String line() {
        return kind.prefix + name + ": " + getMessage();
    }

    /** The same reason as a success. */
    String lineAsSuccess() {
        return "ok: " + name + ": " + getMessage();
    }
}
