package dev.jrunit.svlogd;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;

/**
 * One logger: its input, its logs, and what svlogd does on signals. It ends when its input does, or when it is told to;
 * then everything that was read is written. Thread: the loop's. Source: svlogd(8), SIGNALS.
 */
final class LogDaemon implements LogInputs.Reader {
    /** Who started it. */
    interface Owner {
        /** It ended, and everything is closed but its input. */
        void ended(int exitCode);
    }

    private static final int FATAL = 111;
    /** How long the end of a line is waited for when it is told to end. */
    private static final long LAST_LINE_NANOS = 1_000_000_000L;

    private final EventLoop loop;
    private final Surroundings surroundings;
    private final LogInputs inputs;
    private final int input;
    private final Reports reports;
    private final Owner owner;
    private final Timer timer;
    private final Timer lastLine;
    /** In their order; {@link #logs} are those of them that are open. */
    private final List<Log> all = new ArrayList<>(1);

    private final List<Log> logs = new ArrayList<>(1);
    private boolean reading;
    private boolean paused;
    private boolean released;
    private boolean ending;
    private boolean finished;
    private boolean closed;

    /**
     * A logger without logs yet.
     *
     * @param input the descriptor to read from; stays the caller's
     */
    LogDaemon(EventLoop loop, Surroundings surroundings, LogInputs inputs, int input, Reports reports, Owner owner) {
        this.loop = loop;
        this.surroundings = surroundings;
        this.inputs = inputs;
        this.input = input;
        this.reports = reports;
        this.owner = owner;
        this.timer = loop.timer(this::work);
        this.lastLine = loop.timer(this::finish);
    }

    /**
     * Opens a log; what is wrong with it is reported, and the others go on.
     *
     * @param options those of the command line; null where the config names them
     * @param service the name of the service that is logged
     * @param base what {@code path} starts from
     */
    void addLog(LineOptions options, String service, int base, String path) {
        Log log = new Log(surroundings, options, service, base, path, reports, this::changed);
        all.add(log);
        open(log);
    }

    /** One that cannot be opened is left out until the next time. */
    private void open(Log log) {
        if (log.open()) {
            logs.add(log);
        } else {
            log.close();
        }
    }

    /** Begins to read; false if there is no log to write to. An input that cannot be read leaves no log open. */
    boolean begin() throws PosixException {
        if (logs.isEmpty()) {
            return false;
        }
        try {
            inputs.add(input, this);
        } catch (PosixException e) {
            closed = true;
            closeLogs();
            throw e;
        }
        reading = true;
        settle();
        return true;
    }

    @Override
    public int wanted() {
        if (closed || finished || paused || isBlocked()) {
            return 0;
        }
        return ending ? 1 : LogInputs.BLOCK;
    }

    private boolean isBlocked() {
        for (int i = 0; i < logs.size(); i++) {
            if (logs.get(i).isBlocked()) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void take(byte[] block, int length, Tai64N time) {
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).take(block, 0, length, time);
        }
        if (ending && !isInLine()) {
            finish();
        } else {
            settle();
        }
    }

    @Override
    public void ended(PosixException failure) {
        if (failure != null) {
            reports.warning("unable to read standard input: " + failure.errno().words());
        }
        finish();
    }

    private boolean isInLine() {
        for (int i = 0; i < logs.size(); i++) {
            if (logs.get(i).isInLine()) {
                return true;
            }
        }
        return false;
    }

    // ---- what it can be told ----

    /** Opens all logs anew and reads their configs again, as HUP does. */
    void reopen() {
        if (closed) {
            return;
        }
        reports.info("sighangup received.");
        logs.clear();
        for (int i = 0; i < all.size(); i++) {
            open(all.get(i));
        }
        if (logs.isEmpty()) {
            reports.fatal("no functional log directories.");
            close(FATAL);
            return;
        }
        settle();
    }

    /** Rotates all logs that are not empty, as ALRM does. */
    void rotate() {
        if (closed) {
            return;
        }
        reports.info("sigalarm received.");
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).rotate();
        }
        settle();
    }

    /** Reads to the end of the line, writes what was read, leaves the rest in the input, and ends, as TERM does. */
    void terminate() {
        if (closed) {
            return;
        }
        reports.info("sigterm received.");
        if (ending || finished) {
            return;
        }
        ending = true;
        if (isInLine()) {
            loop.set(lastLine, loop.nanos() + LAST_LINE_NANOS);
            settle();
        } else {
            finish();
        }
    }

    /**
     * The same, but what goes on by itself, such as a processor, is not waited for: another logger takes over at once
     * where this one ends.
     */
    void release() {
        released = true;
        terminate();
        work();
    }

    /** Reads nothing, or goes on, as STOP and CONT do. */
    void pause(boolean paused) {
        this.paused = paused;
        settle();
    }

    /** Ends at once, as KILL does: what was not written is lost. */
    void kill() {
        close(0);
    }

    // ---- the end ----

    private void finish() {
        if (finished) {
            return;
        }
        finished = true;
        loop.clear(lastLine);
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).finish();
        }
        work();
    }

    private void close(int exitCode) {
        if (closed) {
            return;
        }
        closed = true;
        loop.clear(timer);
        loop.clear(lastLine);
        if (reading) {
            reading = false;
            inputs.remove(input);
        }
        closeLogs();
        surroundings.background().run(own -> {}, failure -> owner.ended(exitCode));
    }

    private void closeLogs() {
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).close();
        }
    }

    // ---- what happens by itself ----

    /** Something in the background has come to its end. */
    private void changed() {
        if (!closed) {
            loop.set(timer, loop.nanos());
        }
    }

    private void work() {
        if (closed) {
            return;
        }
        boolean idle = true;
        for (int i = 0; i < logs.size(); i++) {
            logs.get(i).work();
            idle &= released ? logs.get(i).isWritten() : logs.get(i).isIdle();
        }
        if (finished && idle) {
            close(0);
        } else {
            settle();
        }
    }

    /** Sets the time for what is to be done next, and reads or does not. */
    private void settle() {
        if (closed) {
            return;
        }
        long due = Long.MAX_VALUE;
        for (int i = 0; i < logs.size(); i++) {
            due = Math.min(due, logs.get(i).dueNanos());
        }
        if (due == Long.MAX_VALUE) {
            loop.clear(timer);
        } else {
            loop.set(timer, due);
        }
        if (reading) {
            inputs.resume(input);
        }
    }
}
