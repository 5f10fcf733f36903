package dev.jrunit.runsv.machine;

/**
 * What the optional files of a service directory ask of the machine. Without any of them it does as runit does.
 *
 * @param restart which ends of {@code run} are followed by a start
 * @param killAfterNanos how long after TERM a service that is to stay down gets KILL; {@link #NO_LIMIT} for never
 */
public record Rules(Restart restart, long killAfterNanos) {
    /** No time is too long. */
    public static final long NO_LIMIT = -1;

    /** As runit does. */
    public static final Rules RUNIT = new Rules(Restart.ALWAYS, NO_LIMIT);

    /** Which ends of {@code run} are followed by a start. */
    public enum Restart {
        ALWAYS,
        /** All but an exit with code 0. */
        ON_FAILURE,
        NEVER
    }

    /** Whether an end is followed by a start. */
    boolean restartsAfter(boolean success) {
        return switch (restart) {
            case ALWAYS -> true;
            case ON_FAILURE -> !success;
            case NEVER -> false;
        };
    }
}
