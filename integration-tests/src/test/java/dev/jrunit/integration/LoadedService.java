package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A service of a {@link Load}: it writes numbered lines, and notes outside of the scan directory how far it has come, so
 * that what became of it and of its lines can be told from the outside.
 */
final class LoadedService {

    /** What the service does. */
    enum Kind {
        /** Writes lines one by one. */
        STEADY,
        /** Writes many lines at once and then waits. */
        BURSTY,
        /** Ends by itself, before or after a second of life. */
        MORTAL,
        /** Ignores TERM, so that only {@code timeout-kill} ends it. */
        DEAF,
        /** Has children that leave children behind. */
        FORKING
    }

    /** Who writes its log. */
    enum Logger {
        /** The supervisor. */
        HOSTED,
        /** The supervisor, and each old file goes through a processor. */
        PROCESSED,
        /** Our svlogd, as a process. */
        SVLOGD,
        /** A script. */
        SCRIPT,
        /** Nobody: it has no log, and says nothing. */
        NONE;

        /** Whether it lives and dies with the supervisor. */
        boolean isHosted() {
            return this == HOSTED || this == PROCESSED;
        }
    }

    /**
     * What one start of the service has noted.
     *
     * @param lines how many it had written, at the least
     * @param pid its process
     * @param startedMillis when it started
     * @param lastMillis when it last noted anything
     */
    record Life(int lines, long pid, long startedMillis, long lastMillis) {}

    /** Appends what it reads to the file lines; tries again what cannot be written, so that a full disk loses nothing. */
    private static final String LOG_SCRIPT = """
            #!/usr/bin/perl
            open my $out, '>>', 'lines' or exit 1;
            while (sysread STDIN, my $block, 4096) {
                while ($block ne '') {
                    my $count = syswrite $out, $block;
                    if (defined $count) { substr $block, 0, $count, '' } else { select undef, undef, undef, 0.1 }
                }
            }
            """;

    private static final int RECORD_BYTES = 52;
    private static final int ADOPT_LENGTH = 512;

    private final Kind kind;
    private final Logger logger;
    private final Path state;
    private final LineSequence lines = new LineSequence();
    private Path path;
    private boolean wantedUp = true;
    private long scriptRead;

    private LoadedService(Kind kind, Logger logger, Path path, Path state) {
        this.kind = kind;
        this.logger = logger;
        this.path = path;
        this.state = state;
    }

    /** Lays the service down at {@code path}; its notes are files whose names begin with {@code state}. */
    static LoadedService make(Kind kind, Logger logger, Path path, Path state, String run) {
        ServiceFolder folder = new ServiceFolder(path);
        if (kind == Kind.DEAF) {
            folder.text("timeout-kill", "300\n");
        }
        switch (logger) {
            case HOSTED -> folder.log().text("config", "s20000\nn0\n");
            case PROCESSED -> folder.log().text("config", "s20000\nn0\n!sleep 0.05; exec cat\n");
            case SVLOGD -> folder.log().text("config", "s20000\nn0\n").run("exec svlogd .");
            case SCRIPT -> folder.log().executable("run", LOG_SCRIPT);
            case NONE -> {
                // No log/ at all.
            }
        }
        folder.run(run);
        return new LoadedService(kind, logger, path, state);
    }

    Kind kind() {
        return kind;
    }

    Logger logger() {
        return logger;
    }

    Path path() {
        return path;
    }

    /** Whether Java can spell its name, so that it can be moved. */
    boolean hasUsualName() {
        return !path.startsWith(state.getParent());
    }

    /** The directory has moved, and with it all that is known of it. */
    void movedTo(Path now) {
        path = now;
    }

    ServiceFolder folder() {
        return ServiceFolder.at(path);
    }

    boolean isWantedUp() {
        return wantedUp;
    }

    /** Sends commands that end in that want. */
    void want(boolean up) {
        folder().send(up ? "u" : "d");
        wantedUp = up;
    }

    LineSequence lines() {
        return lines;
    }

    /** Has it fork that many children. */
    void storm(int children) {
        try {
            Files.writeString(Path.of(state + ".storm"), Integer.toString(children));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All starts that got as far as to note themselves, in their order. */
    List<Life> lives() {
        String text = content(".ledger");
        List<Life> lives = new ArrayList<>();
        for (int at = 0; at + RECORD_BYTES <= text.length(); at += RECORD_BYTES) {
            String[] words = text.substring(at, at + RECORD_BYTES - 1).trim().split(" +", -1);
            lives.add(
                    new Life(Integer.parseInt(words[0]), Long.parseLong(words[1]), millis(words[2]), millis(words[3])));
        }
        return lives;
    }

    private static long millis(String seconds) {
        return Math.round(Double.parseDouble(seconds) * 1000);
    }

    /** What changes whenever the service gets anywhere. */
    String progress() {
        String text = content(".ledger");
        return text.length() + " " + text.substring(Math.max(0, text.length() - RECORD_BYTES));
    }

    /** The copies of it that found another one alive: a line each with both pids and the time. */
    String twice() {
        return content(".twice");
    }

    /** The process that its last start was; it may have ended. */
    long lastPid() {
        List<Life> lives = lives();
        return lives.isEmpty() ? 0 : lives.get(lives.size() - 1).pid();
    }

    boolean isRunning() {
        long pid = lastPid();
        return pid != 0 && Pids.command(pid).contains(state.toString()) && Pids.alive(pid);
    }

    /** Whether nobody reads what it writes to its log. */
    boolean isUnread() {
        return logger != Logger.NONE && !Pids.alive(folder().log().pid());
    }

    private String content(String suffix) {
        try {
            return Files.readString(Path.of(state + suffix), ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // ---- its log ----

    /**
     * Reads the log on, and takes away what was read and will not change.
     *
     * @return what is there now, the part that may still change included
     * @throws AssertionError if it changed meanwhile; ask again
     */
    LineSequence readLog() {
        if (logger == Logger.NONE) {
            return lines;
        }
        return logger == Logger.SCRIPT ? readScriptsLog() : readLogDirectory();
    }

    private LineSequence readLogDirectory() {
        LogDirectory log = new LogDirectory(path.resolve("log"));
        List<String> before = log.old();
        List<String> texts = new ArrayList<>();
        List<String> done = new ArrayList<>();
        for (String name : before) {
            boolean isDone = name.endsWith(".s");
            // An unprocessed file's lines, but not what a processor has made of some of them. A logger that was killed
            // between the two steps leaves both files, until the next rotation.
            if (isDone || (name.endsWith(".u") && !before.contains(name.substring(0, name.length() - 1) + "s"))) {
                texts.add(log.content(name));
            }
            if (isDone) {
                done.add(name);
            }
        }
        String current = log.content("current");
        if (!before.equals(log.old())) {
            throw new AssertionError(path + "/log was rotated");
        }
        texts.sort(LineSequence.BY_FIRST_LINE);
        LineSequence now = lines.copy();
        texts.forEach(now::take);
        if (before.size() == done.size()) {
            lines.become(now);
            done.forEach(log::remove);
        }
        LineSequence all = now.copy();
        all.take(current.substring(0, current.lastIndexOf('\n') + 1)); // the rest is being written
        return all;
    }

    private LineSequence readScriptsLog() {
        String text = folder().content("log/lines").substring((int) scriptRead);
        int end = text.lastIndexOf('\n') + 1;
        lines.take(text.substring(0, end));
        scriptRead += end;
        return lines;
    }

    /** Writes something else into a file in {@code supervise/}; on a full disk perhaps less of it. */
    void corrupt(String name, String content) {
        Path file = path.resolve("supervise").resolve(name);
        try (RandomAccessFile corrupt = new RandomAccessFile(file.toFile(), "rw")) {
            corrupt.setLength(0);
            corrupt.write(content.getBytes(ISO_8859_1));
        } catch (IOException e) {
            // An empty one is corrupt, too.
        }
    }

    /** The line that it is to be adopted by. */
    String adopt() {
        return folder().content("supervise/adopt");
    }

    /** Whether that line is whole and tells of its last process. */
    boolean isAdoptable() {
        String line = adopt();
        String[] words = line.split(" ", 6);
        return line.length() == ADOPT_LENGTH && words.length == 6 && words[4].equals(Long.toString(lastPid()));
    }

    /** Whether a supervisor that comes now would take its last process for its own. */
    boolean isKnown() {
        return isAdoptable() || isInStatus();
    }

    /** Whether its status tells of it. */
    private boolean isInStatus() {
        String status = folder().content("supervise/status");
        long pid = 0;
        for (int at = 15; at >= 12 && status.length() == Status.LENGTH; at--) {
            pid = pid << 8 | status.charAt(at);
        }
        return pid == lastPid();
    }

    @Override
    public String toString() {
        return path.getFileName() + " (" + kind + ", log " + logger + ")";
    }
}
