package dev.jrunit.svlogd;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.NewFile;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.util.List;

/**
 * Feeds one rotated file at a time of a log directory through the processor, {@code @….u} to {@code @….s}, or
 * compresses it. What fails is done again after a growing pause, with its input kept. Thread: the logger's. Source:
 * svlogd(8), PROCESSOR.
 */
final class Processor {
    private static final long FIRST_PAUSE_NANOS = 1_000_000_000L;
    private static final long LONGEST_PAUSE_NANOS = 60_000_000_000L;
    /** So often a processor that fails is started when the logger has nothing else to wait for: for some seconds. */
    private static final int LAST_TRIES = 4;

    private static final int CLOSED = -1;
    private static final int STATE = 4;
    private static final int NEW_STATE = 5;
    /** {@code .t} while it is written; anybody may see that it is not complete. */
    private static final int INCOMPLETE = 0644;

    /** What the processor is at. */
    private enum Phase {
        IDLE,
        /** To be started, at once or when the pause is over. */
        START_DUE,
        RUNNING,
        /** Its output is complete and gets its name. */
        SAVE_DUE
    }

    private final Surroundings surroundings;
    private final Files files;
    private final int directory;
    private final boolean isForeign;
    private final String path;
    private final Reports reports;
    private final Runnable changed;
    private final OldFiles oldFiles;
    private Phase phase = Phase.IDLE;
    private String stem = "";
    private String command = "";
    private long leastOldFiles;
    private int output = CLOSED;
    private long dueNanos;
    private long pauseNanos;
    private boolean ending;
    private int triesLeft;
    private boolean closed;
    /** Whether somebody uses the descriptors who tells when he does no more. */
    private boolean lent;

    /**
     * Begins with nothing to do.
     *
     * @param directory descriptor of the log directory; this object's own from now on, see {@link #close}
     * @param isForeign whether others may put links in the place of its files: none is read through
     * @param path how messages call it
     * @param changed called when there may be something to do, or nothing any more
     */
    Processor(
            Surroundings surroundings,
            int directory,
            boolean isForeign,
            String path,
            Reports reports,
            Runnable changed) {
        this.surroundings = surroundings;
        this.files = surroundings.posix().files();
        this.directory = directory;
        this.isForeign = isForeign;
        this.path = path;
        this.reports = reports;
        this.changed = changed;
        this.oldFiles = new OldFiles(files, directory, path, reports);
    }

    boolean isIdle() {
        return phase == Phase.IDLE;
    }

    /** The file that is worked on, without its last letter; empty if there is none. */
    String stem() {
        return isIdle() ? "" : stem;
    }

    /** When {@link #work} has something to do, on the monotonic clock; {@link Long#MAX_VALUE} for not before a change. */
    long dueNanos() {
        return phase == Phase.START_DUE || phase == Phase.SAVE_DUE ? dueNanos : Long.MAX_VALUE;
    }

    /** The logger ends: from now on a failure is tried again a few times only. The input stays. */
    void lastTries() {
        ending = true;
        triesLeft = LAST_TRIES;
        dueNanos = LogDirectory.AT_ONCE;
    }

    /**
     * Takes a file on.
     *
     * @param stem its name without the last letter, such as {@code @4000….}
     * @param config says what is done with it: a command for {@code sh -c}, or if there is none it is compressed
     */
    void begin(String stem, LogConfig config) {
        this.stem = stem;
        this.command = config.processor();
        this.leastOldFiles = config.leastOldFiles();
        this.pauseNanos = FIRST_PAUSE_NANOS;
        this.triesLeft = LAST_TRIES;
        this.dueNanos = LogDirectory.AT_ONCE;
        phase = Phase.START_DUE;
    }

    /** Does what is due. */
    void work() {
        if (phase == Phase.START_DUE && dueNanos <= surroundings.clock().nanos()) {
            start();
        }
        if (phase == Phase.SAVE_DUE && dueNanos <= surroundings.clock().nanos()) {
            save();
        }
    }

    private void start() {
        reports.info("processing: " + path + "/" + stem + "u");
        closeOutput();
        int[] inputs = {CLOSED, CLOSED, CLOSED};
        try {
            if (files.statLink(directory, stem + "u") == null) {
                reports.warning("unable to process: " + path + "/" + stem + "u: " + Errno.ENOENT.words());
                becomeIdle(); // somebody took it away: there is nothing to process any more
                return;
            }
            int follow = isForeign ? Open.NO_FOLLOW : 0;
            inputs[0] = files.open(directory, stem + "u", Open.READ | Open.NON_BLOCKING | follow, 0);
            if (isForeign && files.stat(inputs[0]).links() > 1) { // one of them is elsewhere
                throw new PosixException("open", stem + "u", Errno.EMLINK);
            }
            // The one there is may be written to still, by a processor of a logger that was killed.
            output = NewFile.open(files, directory, stem + "t", INCOMPLETE);
            if (!command.isEmpty()) {
                inputs[1] = files.open(directory, "state", Open.READ | Open.CREATE | Open.NON_BLOCKING, INCOMPLETE);
                inputs[2] = NewFile.open(files, directory, "newstate", INCOMPLETE);
            }
        } catch (PosixException e) {
            close(inputs);
            retryStart("unable to open " + e.path() + " for the processor", e);
            return;
        }
        phase = Phase.RUNNING;
        lent = true;
        if (command.isEmpty()) {
            compress(inputs);
        } else {
            spawn(inputs);
        }
    }

    private void compress(int[] inputs) {
        int from = inputs[0];
        int to = output;
        surroundings.background().run(own -> Gzip.compress(own, from, to), failure -> {
            close(inputs);
            if (isNotWantedBack()) {
                return;
            }
            if (failure == null) {
                phase = Phase.SAVE_DUE;
                dueNanos = LogDirectory.AT_ONCE;
            } else {
                retryStart("unable to compress", failure);
            }
            changed.run();
        });
    }

    private void spawn(int[] inputs) {
        SpawnRequest request = new SpawnRequest(
                "/bin/sh",
                List.of("sh", "-c", command),
                null,
                directory,
                null,
                inputs[0],
                output,
                false,
                List.of(
                        new SpawnRequest.Redirection(STATE, inputs[1]),
                        new SpawnRequest.Redirection(NEW_STATE, inputs[2])));
        surroundings.processors().start(request, new ProcessorHost.Listener() {
            @Override
            public void started(PosixException failure) {
                close(inputs);
                if (!isNotWantedBack() && failure != null) {
                    retryStart("unable to start the processor", failure);
                    changed.run();
                }
            }

            @Override
            public void exited(WaitStatus status) {
                if (!closed) {
                    ended(status);
                    changed.run();
                }
            }
        });
    }

    /** The descriptors are free again: closes them if that was asked for meanwhile, and says whether it was. */
    private boolean isNotWantedBack() {
        lent = false;
        if (closed) {
            closeAll();
        }
        return closed;
    }

    private void ended(WaitStatus status) {
        if (status.isSuccess()) {
            phase = Phase.SAVE_DUE;
            dueNanos = LogDirectory.AT_ONCE;
            return;
        }
        reports.warning("processor failed, restart: " + path);
        retryLater(Phase.START_DUE);
    }

    private void retryStart(String what, PosixException cause) {
        if (LogDirectory.isFull(cause) && oldFiles.makeRoom(leastOldFiles)) {
            phase = Phase.START_DUE;
            dueNanos = LogDirectory.AT_ONCE;
            return;
        }
        reports.warning(what + ": " + path + ": " + cause.errno().words());
        retryLater(Phase.START_DUE);
    }

    private void retryLater(Phase next) {
        if (ending && --triesLeft == 0) {
            reports.warning("unprocessed: " + path + "/" + stem + "u");
            giveUp();
            becomeIdle();
            return;
        }
        phase = next;
        dueNanos = surroundings.clock().nanos() + pauseNanos;
        pauseNanos = Math.min(pauseNanos * 2, LONGEST_PAUSE_NANOS);
    }

    private void giveUp() {
        closeOutput();
        try {
            files.unlink(directory, stem + "t");
        } catch (PosixException e) {
            // It was not made, or goes with the next rotation.
        }
    }

    /** Each of its steps may be done twice. */
    private void save() {
        try {
            if (output != CLOSED) {
                files.chmod(output, LogDirectory.COMPLETE);
                files.rename(directory, stem + "t", stem + "s");
                LogDirectory.syncAndClose(surroundings, output, path, reports);
                output = CLOSED;
            }
            if (!command.isEmpty()) {
                saveState();
            }
        } catch (PosixException e) {
            reports.warning(
                    "unable to rename processed: " + path + ": " + e.errno().words());
            // Its output has gone: it is made again.
            boolean lost = output != CLOSED && e.is(Errno.ENOENT);
            retryLater(lost ? Phase.START_DUE : Phase.SAVE_DUE);
            return;
        }
        try {
            files.unlink(directory, stem + "u");
        } catch (PosixException e) {
            reports.warning(
                    "unable to unlink: " + path + "/" + stem + "u: " + e.errno().words());
        }
        reports.info("processed: " + path + "/" + stem + "s");
        becomeIdle();
    }

    private void saveState() throws PosixException {
        try {
            files.rename(directory, "newstate", "state");
        } catch (PosixException e) {
            if (!e.is(Errno.ENOENT)) {
                throw e;
            }
            reports.warning("unable to rename state: " + path + ": " + e.errno().words());
        }
    }

    /** Whoever waits for it is told, whatever led here. */
    private void becomeIdle() {
        phase = Phase.IDLE;
        changed.run();
    }

    /** Gives up the directory; to be called once. What runs is left to itself, and nobody hears of it any more. */
    void close() {
        closed = true;
        if (!lent) {
            closeAll();
        }
    }

    private void closeAll() {
        closeOutput();
        surroundings.posix().descriptors().close(directory);
    }

    private void close(int[] descriptors) {
        for (int i = 0; i < descriptors.length; i++) {
            if (descriptors[i] != CLOSED) {
                surroundings.posix().descriptors().close(descriptors[i]);
                descriptors[i] = CLOSED;
            }
        }
    }

    private void closeOutput() {
        if (output != CLOSED) {
            surroundings.posix().descriptors().close(output);
            output = CLOSED;
        }
    }
}
