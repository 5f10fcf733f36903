package dev.jrunit.runsv;

/**
 * A service that this process supervised before it executed itself anew: descriptors that are open still. Its processes
 * are children still.
 *
 * @param directory the service directory
 * @param service its {@code supervise/}
 * @param logger that of its logger; null if it has none
 * @param log the pipe to the logger; {@link #NONE} if there is none
 * @param stdout the pipe that its output goes to; {@link #NONE} as well
 * @param stderr the pipe that its errors go to
 */
public record Handover(int directory, Kept service, Kept logger, int log, int stdout, int stderr) {
    /** There is no such descriptor. */
    public static final int NONE = -1;

    /**
     * What is kept of a {@code supervise/}.
     *
     * @param lock its lock, held
     * @param control the FIFO, with the commands that nobody has read
     * @param ok the FIFO that tells clients of a supervisor; {@link #NONE} if it was not announced yet
     * @param line the snapshot, as in {@code supervise/adopt}
     */
    public record Kept(int lock, int control, int ok, String line) {}
}
