package dev.jrunit.svlogd;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Files;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * One log of a logger: input comes in, lines go to the log directory. Where they cannot, the log is blocked: it keeps
 * what it was given, wants no more, and goes on from there later. Thread: the logger's.
 */
final class Log {
    private static final byte[] NONE = {};
    /** So much is formatted before it is written. */
    private static final int SLICE = 64 * 1024;

    private static final long OUTPUT_RETRY_NANOS = 20_000_000L;

    private final Surroundings surroundings;
    private final LineOptions options;
    private final String service;
    private final int base;
    private final String path;
    private final Reports reports;
    private final Runnable changed;
    private List<Processor> processors = List.of();
    private LogDirectory directory;
    private LineSplitter splitter;
    private LineFormatter formatter;
    /** Of a config that was read while a line was being written: for the lines after that one; else null. */
    private LineFormatter nextFormatter;

    private byte[] unwritten = NONE;
    private byte[] untaken = NONE;
    /** Whether a line of {@link #unwritten} is none that came, but tells of those that were dropped. */
    private boolean keepsNote;

    private boolean finishing;
    /** What the config in force says: to be had without a look at it for each line. */
    private boolean drops;

    private boolean toStdout;

    /**
     * A log that is not open yet.
     *
     * @param options those of the command line; null where there is none, and the config names them
     * @param service the name of the service that is logged
     * @param base what {@code path} starts from: a descriptor or {@link Files#HERE}
     * @param changed called when {@link #work} has something to do, or {@link #isIdle} may have become true
     */
    Log(
            Surroundings surroundings,
            LineOptions options,
            String service,
            int base,
            String path,
            Reports reports,
            Runnable changed) {
        this.surroundings = surroundings;
        this.options = options;
        this.service = service;
        this.base = base;
        this.path = path;
        this.reports = reports;
        this.changed = changed;
    }

    /**
     * Opens the log directory, or opens it anew and reads its config again; what was kept is kept.
     *
     * @return false if it cannot be opened: the log is closed then
     */
    boolean open() {
        LogDirectory before = directory;
        if (before != null) {
            formatter.close();
            before.close();
        }
        directory = LogDirectory.open(surroundings, base, path, reports);
        if (directory == null) {
            return false;
        }
        LineOptions inForce = options == null ? hostedOptions() : options;
        boolean same = before != null && before.id().equals(directory.id());
        directory.begin(inForce.length(), same ? before.processor() : null, this::processorChanged);
        takeProcessor();
        takeFormatter(new LineFormatter(inForce, directory.config(), surroundings, service));
        if (splitter == null || !splitter.isInLine()) {
            splitter = new LineSplitter(inForce.length(), new CurrentFormatter());
        }
        drops = directory.config().drops();
        toStdout = directory.config().toStdout();
        directory.prepare();
        if (same && before.owesRotation()) {
            directory.requestRotation();
        }
        goOn();
        return true;
    }

    private void takeProcessor() {
        Processor processor = directory.processor();
        if (processor == null || processors.contains(processor)) {
            return;
        }
        processors = new ArrayList<>(processors);
        processors.add(processor);
        if (finishing) {
            processor.lastTries();
        }
    }

    /** A line that is being written ends in the form in which it began. */
    private void takeFormatter(LineFormatter opened) {
        if (splitter != null && splitter.hasBegun()) {
            nextFormatter = opened;
            return;
        }
        if (formatter != null) {
            opened.takeOver(formatter);
        }
        formatter = opened;
    }

    private void takeNextFormatter() {
        if (nextFormatter != null) {
            formatter.close();
            nextFormatter.takeOver(formatter);
            formatter = nextFormatter;
            nextFormatter = null;
        }
    }

    private LineOptions hostedOptions() {
        SvlogdOptions.Hosted parsed = SvlogdOptions.ofConfig(directory.config().options());
        if (!parsed.complaint().isEmpty()) {
            reports.warning(path + "/config: " + parsed.complaint());
        }
        return parsed.options();
    }

    /** Lines go to the formatter of the config in force. */
    private final class CurrentFormatter implements LineSplitter.Lines {
        @Override
        public void begin(byte[] head, int from, int to, boolean isCut) {
            takeNextFormatter();
            formatter.begin(head, from, to, isCut);
        }

        @Override
        public void body(byte[] bytes, int from, int to) {
            formatter.body(bytes, from, to);
        }

        @Override
        public void end() {
            formatter.end();
        }
    }

    private void processorChanged() {
        if (directory != null) {
            directory.retryNow();
            changed.run();
        }
    }

    /** Whether it can take no input now. */
    boolean isBlocked() {
        if (drops) {
            return false;
        }
        boolean full = toStdout && !surroundings.stdout().hasRoom();
        return keeps() || full || !surroundings.stderr().hasRoom();
    }

    private boolean keeps() {
        return unwritten.length > 0 || untaken.length > 0;
    }

    /** Whether the input that it was given ends within a line. */
    boolean isInLine() {
        return untaken.length > 0 ? untaken[untaken.length - 1] != '\n' : splitter.isInLine();
    }

    /** Takes input; not while it is blocked. The bytes may be changed. */
    void take(byte[] block, int from, int to, Tai64N time) {
        setTime(time);
        int next = from;
        while (next < to && (!keeps() || formatter.isDropping())) {
            if (!splitter.isInLine()) {
                takeNextFormatter();
            }
            next = formatter.changesNothing() && !formatter.isDropping()
                    ? passOn(block, next, to)
                    : format(block, next, to);
        }
        if (next < to) {
            untaken = Arrays.copyOfRange(block, next, to);
        }
    }

    private void setTime(Tai64N time) {
        formatter.setTime(time);
        if (nextFormatter != null) {
            nextFormatter.setTime(time);
        }
    }

    /** Writes whole lines just as they are; the rest of a line that has begun, and the beginning of the last, are not. */
    private int passOn(byte[] block, int from, int to) {
        if (splitter.isInLine()) {
            int end = from;
            while (end < to && block[end] != '\n') {
                end++;
            }
            return format(block, from, Math.min(to, end + 1));
        }
        int end = to;
        while (end > from && block[end - 1] != '\n') {
            end--;
        }
        if (end == from) {
            return format(block, from, to);
        }
        keepRest(block, directory.append(block, from, end), end);
        return end;
    }

    private int format(byte[] block, int from, int to) {
        Bytes out = surroundings.scratch();
        out.clear();
        int next = from;
        while (next < to && out.length() < SLICE) {
            next = splitter.take(block, next, to);
        }
        write(out);
        return next;
    }

    private void write(Bytes out) {
        flushOutputs();
        if (!out.isEmpty() && !keeps()) {
            keepRest(out.array(), directory.append(out.array(), 0, out.length()), out.length());
        }
    }

    private void keepRest(byte[] bytes, int from, int to) {
        if (from == to) {
            return;
        }
        unwritten = Arrays.copyOfRange(bytes, from, to);
        if (directory.config().drops()) {
            formatter.drop(splitter.hasBegun());
        }
    }

    private void flushOutputs() {
        surroundings.stderr().flush();
        surroundings.stdout().flush();
    }

    /** What there is to do later: when, on the monotonic clock; {@link Long#MAX_VALUE} for nothing. */
    long dueNanos() {
        long due = directory.rotationNanos();
        if (keeps() || directory.owesRotation()) {
            due = Math.min(due, directory.retryNanos());
        }
        for (int i = 0; i < processors.size(); i++) {
            due = Math.min(due, processors.get(i).dueNanos());
        }
        boolean outputsWait =
                surroundings.stdout().isWaiting() || surroundings.stderr().isWaiting();
        return outputsWait ? Math.min(due, surroundings.clock().nanos() + OUTPUT_RETRY_NANOS) : due;
    }

    /** Does what is due. */
    void work() {
        long now = surroundings.clock().nanos();
        for (int i = processors.size() - 1; i >= 0; i--) {
            Processor processor = processors.get(i);
            processor.work();
            if (processor.isIdle() && processor != directory.processor()) {
                processor.close();
                processors.remove(i);
            }
        }
        if (now >= directory.rotationNanos()) {
            directory.requestRotation();
        }
        flushOutputs();
        if (directory.retryNanos() <= now) {
            if (directory.owesRotation()) {
                directory.prepare();
            }
            goOn();
        }
    }

    private void goOn() {
        if (unwritten.length > 0) {
            byte[] bytes = unwritten;
            unwritten = NONE;
            String why = directory.obstacle();
            keepRest(bytes, directory.append(bytes, 0, bytes.length), bytes.length);
            keepsNote &= keeps();
            if (unwritten.length == 0 && formatter.isDropping()) {
                tellDropped(why);
            }
        }
        if (untaken.length > 0 && (unwritten.length == 0 || formatter.isDropping())) {
            byte[] bytes = untaken;
            untaken = NONE;
            take(bytes, 0, bytes.length, surroundings.wallClock().get());
        }
        if (finishing && (!keeps() || formatter.isDropping()) && splitter.isInLine()) {
            finishLine();
        }
    }

    private void finishLine() {
        Bytes out = surroundings.scratch();
        out.clear();
        setTime(surroundings.wallClock().get());
        splitter.finish();
        write(out);
    }

    private void tellDropped(String why) {
        String reason = reason(why);
        warnOfDropped(formatter.dropped(), reason);
        Bytes out = surroundings.scratch();
        out.clear();
        setTime(surroundings.wallClock().get());
        formatter.dropNoMore(reason);
        write(out);
        keepsNote = keeps();
    }

    private String reason(String obstacle) {
        return obstacle.isEmpty() ? "the processor was busy: " + path : obstacle;
    }

    private void warnOfDropped(long lines, String why) {
        if (lines > 0) {
            reports.warning(lines + " lines were dropped: " + why);
        }
    }

    /** Rotates {@code current}, if anything is in it. */
    void rotate() {
        directory.requestRotation();
    }

    /** There is no more input: a last line without its end gets one. */
    void finish() {
        finishing = true;
        for (Processor processor : processors) {
            processor.lastTries();
        }
        directory.retryNow();
        goOn();
    }

    /** Whether everything is written and processed, or dropped where it may be. */
    boolean isIdle() {
        for (Processor processor : processors) {
            if (!processor.isIdle()) {
                return false;
            }
        }
        return isWritten() && (!directory.owesRotation() || directory.config().drops());
    }

    /** Whether everything that was read is written, or dropped where it may be; a processor may run still. */
    boolean isWritten() {
        boolean givesUp = finishing && directory.config().drops();
        return givesUp || (!keeps() && !splitter.isInLine());
    }

    /** Closes what is open; processors that still run are left to themselves. */
    void close() {
        if (directory != null) {
            warnOfDropped(formatter.dropped() + keptLines(), reason(directory.obstacle()));
            formatter.close();
            directory.close();
            directory = null;
        }
        for (Processor processor : processors) {
            processor.close();
        }
        processors = List.of();
    }

    /** How many lines are kept; one that was cut by the drop has been counted. */
    private long keptLines() {
        return lines(unwritten, !formatter.isDropping()) + lines(untaken, true) - (keepsNote ? 1 : 0);
    }

    private static long lines(byte[] bytes, boolean withUnended) {
        long lines = 0;
        for (int i = 0; i < bytes.length; i++) {
            lines += bytes[i] == '\n' ? 1 : 0;
        }
        boolean isUnended = bytes.length > 0 && bytes[bytes.length - 1] != '\n';
        return isUnended && withUnended ? lines + 1 : lines;
    }

    @Override
    public String toString() {
        return ByteStrings.toText(path);
    }
}
