package dev.jrunit.runsv;

import dev.jrunit.posix.PosixException;
import dev.jrunit.upgrade.HandoverReader;
import dev.jrunit.upgrade.HandoverWriter;
import java.util.List;

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
 * @param exitRequested whether it is to end as soon as it takes commands
 */
public record Handover(
        int directory, Kept service, Kept logger, int log, int stdout, int stderr, boolean exitRequested) {
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
    public record Kept(int lock, int control, int ok, String line) {
        private void write(HandoverWriter to) throws PosixException {
            to.line(KEPT + " " + to.keep(lock) + " " + to.keep(control) + " " + to.keep(ok) + " "
                    + HandoverWriter.word(line));
        }

        private static Kept read(HandoverReader from) {
            List<String> words = from.next(KEPT);
            return words == null
                    ? null
                    : new Kept(
                            from.claim(words.get(1)),
                            from.claim(words.get(2)),
                            from.claim(words.get(3)),
                            HandoverReader.text(words.get(4)));
        }
    }

    private static final String SERVICE = "descriptors";
    private static final String KEPT = "supervise";

    /** Leaves it to the program that is executed. */
    public void write(HandoverWriter to) throws PosixException {
        to.line(SERVICE + " " + to.keep(directory) + " " + to.keep(log) + " " + to.keep(stdout) + " " + to.keep(stderr)
                + " " + exitRequested);
        service.write(to);
        if (logger != null) {
            logger.write(to);
        }
    }

    /** Reads what {@link #write} wrote; the descriptors are the caller's. */
    public static Handover read(HandoverReader from) {
        List<String> words = from.next(SERVICE);
        Kept service = Kept.read(from);
        Kept logger = Kept.read(from);
        return new Handover(
                from.claim(words.get(1)),
                service,
                logger,
                from.claim(words.get(2)),
                from.claim(words.get(3)),
                from.claim(words.get(4)),
                Boolean.parseBoolean(words.get(5)));
    }
}
