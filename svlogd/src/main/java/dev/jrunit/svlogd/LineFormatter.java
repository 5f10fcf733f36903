package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.Tai64N;

/**
 * Makes of each line what its log gets, and sends it where else it is to go. Lines that are dropped are counted.
 * Thread: the logger's. Source: svlogd(8), CONFIG and OPTIONS.
 */
final class LineFormatter implements LineSplitter.Lines {
    private static final byte[] NONE = {};
    private static final byte[] NEWLINE = {'\n'};
    private static final byte[] NAME_END = {':', ' '};
    private static final byte[] ELLIPSIS = {'.', '.', '.'};
    private static final byte[] JSON_TIME = "{\"time\":\"".getBytes(US_ASCII);
    private static final byte[] JSON_SERVICE = "\",\"service\":\"".getBytes(US_ASCII);
    private static final byte[] JSON_MESSAGE = "\",\"message\":\"".getBytes(US_ASCII);
    private static final byte[] JSON_END = {'"', '}', '\n'};
    private static final byte[] UDP_FAILURE = "warning: failure sending through udp: ".getBytes(US_ASCII);
    /** A line on standard output is put together before it is written, and cut where it gets larger than this. */
    private static final int LONGEST_STDOUT_LINE = 64 * 1024;

    private final LineOptions options;
    private final LogConfig config;
    private final Surroundings surroundings;
    private final Bytes out;
    private final boolean replaces;
    private final byte[] prefix;
    private final byte[] service;
    private final byte[] printableService;
    private final Stamp stamp;
    private final JsonText json = new JsonText();
    private final Bytes stdoutLine = new Bytes();
    private int socket = -1;
    private boolean logged;
    private boolean dropping;
    /** What the line lacks that was cut by the drop; null if none was. */
    private byte[] missingEnd;

    private long dropped;

    /**
     * @param service the name of the service that is logged, a byte string
     */
    LineFormatter(LineOptions options, LogConfig config, Surroundings surroundings, String service) {
        this.options = options;
        this.config = config;
        this.surroundings = surroundings;
        this.out = surroundings.scratch();
        this.replaces = options.replacements() != null;
        this.prefix = config.prefix().isEmpty() ? NONE : ByteStrings.bytes(config.prefix());
        this.service = ByteStrings.bytes(service);
        this.printableService = ByteStrings.bytes(ByteStrings.printable(service));
        this.stamp = config.json()
                ? surroundings.stamps().rfc3339()
                : surroundings.stamps().of(options.style());
    }

    /** Whether the log gets its input just as it is. */
    boolean changesNothing() {
        return stamp == null
                && prefix.length == 0
                && options.replacements() == null
                && config.selection().isAll()
                && config.target() == null
                && !config.toStdout();
    }

    /** The time of the lines that come now. */
    void setTime(Tai64N time) {
        if (stamp != null) {
            stamp.set(time);
        }
    }

    /** Drops lines from now on, the rest of the one that has begun too. */
    void drop(boolean isInLine) {
        if (dropping) {
            return;
        }
        dropping = true;
        if (isInLine && logged) {
            missingEnd = lineEnd();
            dropped++;
            logged = false;
        }
    }

    /** Goes on with what another one has dropped, which is used no more. */
    void takeOver(LineFormatter before) {
        dropping = before.dropping;
        dropped = before.dropped;
        missingEnd = before.missingEnd;
    }

    boolean isDropping() {
        return dropping;
    }

    /** How many lines were dropped by now. */
    long dropped() {
        return dropped;
    }

    /** Drops no more, and says in the log how many lines were dropped and why. */
    void dropNoMore(String why) {
        dropping = false;
        if (missingEnd != null) {
            out.add(missingEnd);
            missingEnd = null;
        }
        if (dropped == 0) {
            return;
        }
        String note = "svlogd: warning: " + dropped + " lines were dropped: " + why;
        dropped = 0;
        startLine();
        text(ByteStrings.bytes(note), 0, note.length());
        finishLine();
    }

    @Override
    public void begin(byte[] head, int from, int to, boolean isCut) {
        if (replaces) {
            options.replace(head, from, to);
        }
        logged = config.selection().logs(head, from, to);
        if (config.selection().alerts(head, from, to)) {
            addLine(surroundings.stderr().lines(), head, from, to, isCut);
        }
        if (logged && config.target() != null) {
            send(head, from, to, isCut);
            logged = !config.target().only();
        }
        if (logged && dropping) {
            dropped++;
            logged = false;
        }
        if (logged) {
            startLine();
        }
    }

    private void startLine() {
        int start = out.length();
        if (config.json()) {
            out.add(JSON_TIME);
            out.add(stamp.text());
            out.add(JSON_SERVICE);
            json.add(service, 0, service.length, out);
            json.finish(out);
            out.add(JSON_MESSAGE);
        } else if (stamp != null) {
            out.add(stamp.text());
        }
        if (config.toStdout()) {
            startStdoutLine(start);
        }
        text(prefix, 0, prefix.length);
    }

    @Override
    public void body(byte[] bytes, int from, int to) {
        if (logged) {
            text(bytes, from, to);
        }
    }

    private void text(byte[] bytes, int from, int to) {
        int start = out.length();
        if (config.json()) {
            json.add(bytes, from, to, out);
        } else {
            out.add(bytes, from, to - from);
        }
        if (config.toStdout() && stdoutLine.length() < LONGEST_STDOUT_LINE) {
            stdoutLine.add(out.array(), start, out.length() - start);
        }
    }

    @Override
    public void end() {
        if (logged) {
            finishLine();
            logged = false;
        }
    }

    private void finishLine() {
        if (config.json()) {
            json.finish(out);
        }
        out.add(lineEnd());
        if (config.toStdout()) {
            finishStdoutLine();
        }
    }

    private byte[] lineEnd() {
        return config.json() ? JSON_END : NEWLINE;
    }

    // ---- standard output: with the service's name, but without the time ----

    private void startStdoutLine(int start) {
        if (config.json()) {
            stdoutLine.add(out.array(), start, out.length() - start);
        } else {
            stdoutLine.add(printableService);
            stdoutLine.add(NAME_END);
        }
    }

    private void finishStdoutLine() {
        if (stdoutLine.length() >= LONGEST_STDOUT_LINE) {
            stdoutLine.add(ELLIPSIS);
        }
        stdoutLine.add(lineEnd());
        if (surroundings.stdout().hasRoom() || !config.drops()) {
            surroundings.stdout().lines().add(stdoutLine.array(), 0, stdoutLine.length());
        }
        stdoutLine.clear();
    }

    // ---- standard error and UDP: the first bytes only ----

    private void addLine(Bytes target, byte[] head, int from, int to, boolean isCut) {
        if (stamp != null && !config.json()) {
            target.add(stamp.text());
        }
        target.add(prefix);
        target.add(head, from, to - from);
        if (isCut) {
            target.add(ELLIPSIS);
        }
        target.add((byte) '\n');
    }

    private void send(byte[] head, int from, int to, boolean isCut) {
        Bytes datagram = new Bytes();
        addLine(datagram, head, from, to, isCut);
        Descriptors descriptors = surroundings.posix().descriptors();
        try {
            if (socket < 0) {
                socket = descriptors.datagramSocket();
            }
            LogConfig.UdpTarget target = config.target();
            descriptors.sendDatagram(socket, target.address(), target.port(), datagram.array(), 0, datagram.length());
        } catch (PosixException e) {
            logFailure(datagram);
        }
    }

    private void logFailure(Bytes datagram) {
        if (!config.json()) {
            out.add(UDP_FAILURE);
            out.add(datagram.array(), 0, datagram.length());
            return;
        }
        startLine();
        text(UDP_FAILURE, 0, UDP_FAILURE.length);
        text(datagram.array(), 0, datagram.length() - 1);
        finishLine();
    }

    /** Gives up what it holds. */
    void close() {
        if (socket >= 0) {
            surroundings.posix().descriptors().close(socket);
            socket = -1;
        }
    }
}
