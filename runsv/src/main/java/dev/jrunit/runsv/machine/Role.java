package dev.jrunit.runsv.machine;

/** Which of the two processes of a service directory a machine is for. */
public enum Role {
    /** {@code ./run}, with {@code finish} and the scripts in {@code control/}. */
    SERVICE,
    /** {@code log/run}, which has neither; the command to exit does not concern it. */
    LOGGER
}
