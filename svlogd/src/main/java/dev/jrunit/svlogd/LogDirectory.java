package dev.jrunit.svlogd;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.Tai64N;

/**
 * The files of one log directory: {@code lock}, {@code config}, {@code current} and its rotation. Bytes are written in
 * their order, each once; what cannot be done now leaves an obstacle and is done at a later call. Thread: the logger's.
 * Source: svlogd(8), LOG DIRECTORY and LOG FILE ROTATION.
 */
final class LogDirectory {
    /** Permissions of a file that nobody writes any more: after a crash {@code current} lacks the execute bit. */
    static final int COMPLETE = 0744;

    /** A time that has come: the monotonic clock begins at 0. */
    static final long AT_ONCE = 0;

    private static final int BEING_WRITTEN = 0644;
    private static final int OTHERS_WRITE = 0022;
    private static final int CLOSED = -1;
    private static final long RETRY_NANOS = 1_000_000_000L;
    /** So many complete files may wait for their disk before no more are made. */
    private static final int MOST_UNSYNCED = 64;

    private static final long RETRY_UNSYNCED_NANOS = 10_000_000L;

    private final Surroundings surroundings;
    private final Posix posix;
    private final Files files;
    private final String path;
    private final int directory;
    private final FileId id;
    /**
     * Whether this process is root and somebody else may put files into the directory, such as a link to where only root
     * may write, or a config with a command.
     */
    private final boolean isForeign;

    /** Flag of open for what may be a link if the directory is not foreign. */
    private final int follow;

    private final Reports reports;
    private final OldFiles oldFiles;
    private LogConfig config = LogConfig.DEFAULT;
    private int lineLength = LineOptions.DEFAULT_LENGTH;
    private Processor processor;
    private int lock = CLOSED;
    private int current = CLOSED;
    private long size;
    private boolean rotationOwed;
    private boolean started;
    private long firstByteNanos;
    private long retryNanos = AT_ONCE;
    private String obstacle = "";
    private Tai64N lastStamp = new Tai64N(0, 0);

    private LogDirectory(
            Surroundings surroundings, int directory, FileId id, boolean isForeign, String path, Reports reports) {
        this.surroundings = surroundings;
        this.posix = surroundings.posix();
        this.files = posix.files();
        this.directory = directory;
        this.id = id;
        this.isForeign = isForeign;
        this.follow = isForeign ? Open.NO_FOLLOW : 0;
        this.path = path;
        this.reports = reports;
        this.oldFiles = new OldFiles(files, directory, path, reports);
    }

    /**
     * Opens and locks a log directory and reads its config; why it cannot has been reported if this returns null.
     *
     * @param base what {@code path} starts from: a descriptor or {@link Files#HERE}
     */
    static LogDirectory open(Surroundings surroundings, int base, String path, Reports reports) {
        Posix posix = surroundings.posix();
        int directory;
        FileId id;
        boolean isForeign;
        try {
            directory = posix.files().open(base, path, Open.READ | Open.DIRECTORY | Open.NON_BLOCKING, 0);
        } catch (PosixException e) {
            String what = e.is(Errno.ENOTDIR) ? "unable to change directory: " : "unable to open log directory: ";
            reports.warning(what + path + ": " + e.errno().words());
            return null;
        }
        try {
            FileStat found = posix.files().stat(directory);
            id = found.id();
            isForeign = surroundings.isRoot() && !isRootsAlone(found);
        } catch (PosixException e) {
            posix.descriptors().close(directory);
            reports.warning(
                    "unable to open log directory: " + path + ": " + e.errno().words());
            return null;
        }
        LogDirectory opened = new LogDirectory(surroundings, directory, id, isForeign, path, reports);
        if (!opened.takeLock()) {
            opened.release();
            return null;
        }
        opened.readConfig();
        return opened;
    }

    private static boolean isRootsAlone(FileStat directory) {
        return directory.ownerUid() == 0 && (directory.permissions() & OTHERS_WRITE) == 0;
    }

    private boolean takeLock() {
        try {
            int flags = Open.WRITE | Open.CREATE | Open.APPEND | Open.NON_BLOCKING | Open.NO_FOLLOW;
            lock = files.open(directory, "lock", flags, 0600);
            if (files.tryLock(lock)) {
                return true;
            }
            reports.warning("unable to lock directory: " + path + ": " + Errno.EAGAIN.words());
        } catch (PosixException e) {
            reports.warning(
                    "unable to lock directory: " + path + ": " + e.errno().words());
        }
        return false;
    }

    private void readConfig() {
        try {
            String content = Contents.read(files, posix.descriptors(), directory, "config", follow);
            if (content == null) {
                return;
            }
            LogConfigParser.Result result = LogConfigParser.parse(content);
            config = result.config();
            if (isForeign && !config.processor().isEmpty()) {
                config = config.withoutProcessor();
                reports.warning(path + "/config: the processor is not run as root: others may write to the directory");
            }
            for (String complaint : result.complaints()) {
                reports.warning(path + "/config: " + complaint);
            }
        } catch (PosixException e) {
            reports.warning("unable to read config: " + path + ": " + e.errno().words());
        }
        reports.info("read: " + path + "/config");
    }

    /**
     * Gets ready for the first byte.
     *
     * @param lineLength see {@link LineOptions#length}: so much before its size a file ends with a line
     * @param running what processes files of this directory already; null if nothing does
     * @param changed see {@link Processor}
     */
    void begin(int lineLength, Processor running, Runnable changed) {
        this.lineLength = lineLength;
        processor = running;
        if (running != null || !config.processes()) {
            return;
        }
        try {
            int own = files.open(directory, ".", Open.HANDLE | Open.DIRECTORY, 0);
            processor = new Processor(surroundings, own, isForeign, path, reports, changed);
        } catch (PosixException e) {
            reports.warning(
                    "unable to process old files: " + path + ": " + e.errno().words());
        }
    }

    LogConfig config() {
        return config;
    }

    FileId id() {
        return id;
    }

    String path() {
        return path;
    }

    /** Null if nothing is processed and nothing was. */
    Processor processor() {
        return processor;
    }

    /** Why nothing more was written: what, and the error's words; empty if there is no obstacle or only a busy processor. */
    String obstacle() {
        return obstacle;
    }

    /** When a call that met an obstacle is worth another try; {@link Long#MAX_VALUE} if only a processor's end helps. */
    long retryNanos() {
        return retryNanos;
    }

    /** When {@code current} is too old, on the monotonic clock; {@link Long#MAX_VALUE} for never. */
    long rotationNanos() {
        boolean ages = config.ageSeconds() > 0 && size > 0 && !rotationOwed;
        return ages ? firstByteNanos + config.ageSeconds() * 1_000_000_000L : Long.MAX_VALUE;
    }

    /** Wants {@code current} rotated, if anything is in it; done at once, or before the next byte is written. */
    void requestRotation() {
        if (size > 0) {
            rotationOwed = true;
            prepare();
        }
    }

    /**
     * Appends bytes and rotates where it is time.
     *
     * @return where the bytes begin that could not be written because of an obstacle; {@code to} if there is none
     */
    int append(byte[] bytes, int from, int to) {
        int next = from;
        while (next < to) {
            if (!isReady()) {
                return next;
            }
            int end = untilRotation(bytes, next, to);
            int count;
            try {
                count = posix.descriptors().write(current, bytes, next, end - next);
            } catch (PosixException e) {
                if (isFull(e) && isMakingRoom()) {
                    return next;
                }
                if (isFull(e) && oldFiles.makeRoom(config.leastOldFiles())) {
                    continue;
                }
                meet("unable to write to current", e.errno());
                return next;
            }
            if (count == Descriptors.WOULD_BLOCK) { // a FIFO in its place that nobody reads fast enough
                meet("unable to write to current", Errno.EAGAIN);
                return next;
            }
            if (size == 0) {
                firstByteNanos = surroundings.clock().nanos();
            }
            size += count;
            next += count;
            if (count > 0 && bytes[next - 1] == '\n' && size >= newlineLimit()) {
                rotationOwed = true;
            }
        }
        if (rotationOwed) {
            prepare(); // if not now, then before the next byte
        }
        return next;
    }

    /** Whether complete files are open still: one that was removed takes its space until it is closed. */
    private boolean isMakingRoom() {
        if (surroundings.background().waiting() == 0) {
            return false;
        }
        retryNanos = surroundings.clock().nanos() + RETRY_UNSYNCED_NANOS;
        return true;
    }

    static boolean isFull(PosixException e) {
        return e.is(Errno.ENOSPC) || e.is(Errno.EDQUOT);
    }

    /** The size from which on a line's end is the file's. */
    private long newlineLimit() {
        long most = sizeLimit();
        return most < lineLength ? Long.MAX_VALUE : most - lineLength;
    }

    private long sizeLimit() {
        long most = config.size() == 0 ? Long.MAX_VALUE : config.size();
        return config.totalSize() == 0 ? most : Math.min(most, OldFiles.currentShare(config.totalSize()));
    }

    /** The end of what goes into this file: at the size's limit, or after the first line end that is near enough. */
    private int untilRotation(byte[] bytes, int from, int to) {
        // An object of JSON is never cut: it ends a file even where that gets too large.
        long room = config.json() ? Long.MAX_VALUE : sizeLimit() - size;
        int end = room < to - from ? from + (int) room : to;
        long near = newlineLimit() - size - 1;
        if (near >= end - from) {
            return end;
        }
        for (int i = from + (int) Math.max(0, near); i < end; i++) {
            if (bytes[i] == '\n') {
                return i + 1;
            }
        }
        return end;
    }

    /** Makes {@code current} ready for another byte, as far as it can be now. */
    private boolean isReady() {
        for (int attempt = 0; attempt < 2; attempt++) {
            if (!prepare()) {
                return false;
            }
            if (size == 0 || size < sizeLimit() || config.json()) {
                return true;
            }
            rotationOwed = true;
        }
        meet("unable to rotate current", Errno.EEXIST); // somebody else fills it as well
        return false;
    }

    /** Does a rotation that is owed and opens {@code current}, as far as it can be now. */
    boolean prepare() {
        if (rotationOwed && !rotate()) {
            return false;
        }
        return current != CLOSED || openCurrent();
    }

    /** Opens {@code current} for the first time; what a logger that was killed has left in it becomes an old file. */
    private boolean openCurrent() {
        try {
            FileStat found = files.stat(directory, "current");
            boolean leftByCrash = found != null && found.size() > 0 && !found.isOwnerExecutable();
            if (!started && leftByCrash) {
                files.rename(directory, "current", newStem() + "u");
                found = null;
            }
            int flags = Open.WRITE | Open.CREATE | Open.APPEND | Open.NON_BLOCKING;
            int descriptor = files.open(directory, "current", flags | follow, BEING_WRITTEN);
            begin(descriptor, found != null);
        } catch (PosixException e) {
            if (isFull(e) && oldFiles.makeRoom(config.leastOldFiles())) {
                return openCurrent();
            }
            meet("unable to open current", e.errno());
            return false;
        }
        overcome();
        return true;
    }

    private void begin(int descriptor, boolean existed) throws PosixException {
        try {
            FileStat opened = files.stat(descriptor);
            if (isForeign && opened.links() > 1) { // one of them is elsewhere
                throw new PosixException("open", "current", Errno.EMLINK);
            }
            size = opened.size();
        } catch (PosixException e) {
            posix.descriptors().close(descriptor);
            throw e;
        }
        setPermissions(descriptor, BEING_WRITTEN); // last: tried again, it would look like left by a crash
        current = descriptor;
        firstByteNanos = surroundings.clock().nanos();
        if (!started) {
            reports.info((existed ? "append: " : "new: ") + path + "/current");
        }
        started = true;
    }

    private boolean rotate() {
        if (processor != null && !processor.isIdle()) {
            retryNanos = Long.MAX_VALUE; // its end is told
            return false;
        }
        if (surroundings.background().waiting() >= MOST_UNSYNCED) {
            obstacle = "unable to rotate: " + path + ": the disk is slow";
            retryNanos = surroundings.clock().nanos() + RETRY_UNSYNCED_NANOS;
            return false;
        }
        boolean processes = config.processes() && processor != null;
        try {
            closeCurrent();
            String stem = newStem();
            String name = stem + (processes ? 'u' : 's');
            files.rename(directory, "current", name);
            reports.info("rename: " + path + "/current " + name + " " + size);
            rotationOwed = false;
            size = 0;
            if (processes) {
                processor.begin(stem, config);
                processor.work();
            }
        } catch (PosixException e) {
            if (e.is(Errno.ENOENT) && e.operation().equals("rename")) {
                rotationOwed = false; // somebody took it away: there is nothing to rotate any more
                size = 0;
                return true;
            }
            if (isFull(e) && oldFiles.makeRoom(config.leastOldFiles())) {
                return rotate();
            }
            meet("unable to rename current", e.errno());
            return false;
        }
        overcome();
        openCurrent();
        oldFiles.prune(config, processor == null ? "" : processor.stem());
        return true;
    }

    /**
     * A name for an old file that is not taken, without the letter of its kind. Later than those before, whatever the
     * clock does: the first by name is the first to be removed.
     */
    private String newStem() throws PosixException {
        Tai64N stamp = surroundings.wallClock().get();
        if (stamp.compareTo(lastStamp) <= 0) {
            stamp = next(lastStamp);
        }
        while (isTaken(stem(stamp))) {
            stamp = next(stamp);
        }
        lastStamp = stamp;
        return stem(stamp);
    }

    private static Tai64N next(Tai64N stamp) {
        int nanos = stamp.nanos() + 1;
        return nanos < 1_000_000_000 ? new Tai64N(stamp.label(), nanos) : new Tai64N(stamp.label() + 1, 0);
    }

    private boolean isTaken(String stem) throws PosixException {
        return files.statLink(directory, stem + "s") != null
                || files.statLink(directory, stem + "u") != null
                || files.statLink(directory, stem + "t") != null;
    }

    private static String stem(Tai64N time) {
        Stamp stamp = Stamp.of(TimeStyle.TAI64N);
        stamp.set(time);
        return ByteStrings.of(stamp.text(), 0, stamp.text().length - 1) + ".";
    }

    private void meet(String what, Errno cause) {
        String met = what + ": " + path + ": " + cause.words();
        if (!met.equals(obstacle)) {
            reports.pausing(met);
        }
        obstacle = met;
        retryNanos = surroundings.clock().nanos() + RETRY_NANOS;
    }

    /** Whether a rotation could not be done yet. */
    boolean owesRotation() {
        return rotationOwed;
    }

    /** Makes the next call worth a try at once. */
    void retryNow() {
        retryNanos = AT_ONCE;
    }

    private void overcome() {
        obstacle = "";
        retryNanos = AT_ONCE;
    }

    private void closeCurrent() {
        if (current != CLOSED) {
            setPermissions(current, COMPLETE);
            syncAndClose(surroundings, current, path, reports);
            current = CLOSED;
        }
    }

    /** Not to be had for a file of somebody else's that may be written all the same. */
    private void setPermissions(int descriptor, int permissions) {
        try {
            files.chmod(descriptor, permissions);
        } catch (PosixException e) {
            reports.warning(
                    "unable to set mode of current: " + path + ": " + e.errno().words());
        }
    }

    /** Has a complete file put on its disk, and closed then. */
    static void syncAndClose(Surroundings surroundings, int descriptor, String path, Reports reports) {
        surroundings.background().run(own -> own.sync(descriptor), failure -> {
            surroundings.posix().descriptors().close(descriptor);
            if (failure != null) {
                reports.warning(
                        "unable to fsync: " + path + ": " + failure.errno().words());
            }
        });
    }

    /** Completes {@code current} as it is and gives up the lock; the processor is not this method's. */
    void close() {
        reports.info("close: " + path);
        closeCurrent();
        release();
    }

    private void release() {
        if (lock != CLOSED) {
            posix.descriptors().close(lock);
            lock = CLOSED;
        }
        posix.descriptors().close(directory);
    }
}
