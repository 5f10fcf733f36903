package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A service directory: its scripts are laid down here, its supervise/ folder is read here as an operator's tools read
 * it, and control bytes are written here as printf(1) writes them.
 */
final class ServiceFolder {

    /**
     * A service that notes every signal in the file {@code signals} after a line {@code ready}; TERM ends it with code 3
     * unless the file {@code stay} exists. As a logger it ends at the end of its input. Perl, because a shell's trap waits
     * for its child. It never waits for long: perl runs a handler between two of its steps, and a signal that comes after
     * the last step before a system call, where a busy machine may stop any process, is handled when that call returns.
     */
    private static final String RECORDER = """
            #!/usr/bin/perl
            open my $log, '>>', 'signals';
            for my $name (qw(HUP INT QUIT USR1 USR2 ALRM TERM CONT)) {
                $SIG{$name} = sub {
                    syswrite $log, "$name\\n";
                    exit 3 if $name eq 'TERM' && ! -e 'stay';
                };
            }
            syswrite $log, "ready\\n";
            if (-p STDIN) {
                while (1) {
                    my $ready = '';
                    vec($ready, 0, 1) = 1;
                    next if select($ready, undef, undef, 0.5) < 1;
                    my $got = sysread STDIN, my $block, 4096;
                    exit 0 if defined $got && $got == 0;
                }
            }
            select undef, undef, undef, 0.5 while 1;
            """;

    /** Lines are numbered from 0; so many of them are written at once, and the pause between is in seconds. */
    private static final String COUNTER = """
            #!/usr/bin/perl
            my ($number, $end) = (0, 0);
            $SIG{TERM} = sub { $end = 1 };
            until ($end) {
                my $lines = join '', map "$_\n", $number .. $number + LINES - 1;
                my $left = length $lines;
                while ($left > 0) {
                    my $written = syswrite STDOUT, $lines, $left, -$left;
                    $left -= $written if defined $written;
                    die $! unless defined $written || $!{EINTR};
                }
                $number += LINES;
                select undef, undef, undef, PAUSE;
            }
            open my $count, '>', 'count.new' or die;
            syswrite $count, $number;
            rename 'count.new', 'count';
            exit 7;
            """;

    private static final AtomicInteger DRAFTS = new AtomicInteger();

    private final Path path;

    ServiceFolder(Path path) {
        this(path, true);
    }

    private ServiceFolder(Path path, boolean make) {
        this.path = path;
        if (make) {
            folder(path);
        }
    }

    /** A folder that is made by somebody else, or may be gone again already. */
    static ServiceFolder at(Path path) {
        return new ServiceFolder(path, false);
    }

    Path path() {
        return path;
    }

    Path file(String name) {
        return path.resolve(name);
    }

    String name() {
        return path.getFileName().toString();
    }

    /** {@code run} as a shell script; the first line is added. */
    ServiceFolder run(String body) {
        return script("run", body);
    }

    /** A {@code run} that does nothing and ends on TERM. */
    ServiceFolder sleeper() {
        return run("exec sleep 1000");
    }

    ServiceFolder recorder() {
        return executable("run", RECORDER);
    }

    /** Writes numbered lines to standard output until TERM; then their number to the file {@code count}, and exits 7. */
    ServiceFolder counter(int linesAtOnce, String pauseSeconds) {
        return executable(
                "run", COUNTER.replace("LINES", Integer.toString(linesAtOnce)).replace("PAUSE", pauseSeconds));
    }

    /** Until that log directory has all lines of a {@link #counter} that has ended, in its old files and in current. */
    void awaitAllLines(String directory) {
        int count = Integer.parseInt(content("count"));
        List<String> expected =
                IntStream.range(0, count).mapToObj(Integer::toString).toList();
        Eventually.equal(path + ": lines in " + directory, expected, () -> allLines(directory));
    }

    private List<String> allLines(String directory) {
        LogDirectory log = new LogDirectory(path.resolve(directory));
        StringBuilder all = new StringBuilder();
        for (String name : log.old()) {
            all.append(name.endsWith(".t") ? "" : log.content(name)); // .t is the unfinished work of a processor
        }
        return all.append(log.content("current")).toString().lines().toList();
    }

    /** {@code finish} that notes its arguments, a line a call, in {@code finished}. */
    ServiceFolder notesFinish() {
        return script("finish", "echo \"$*\" >>finished");
    }

    ServiceFolder finish(String body) {
        return script("finish", body);
    }

    ServiceFolder control(char command, String body) {
        folder(path.resolve("control"));
        return script("control/" + command, body);
    }

    ServiceFolder down() {
        return text("down", "");
    }

    /** The folder {@code log} inside. */
    ServiceFolder log() {
        return new ServiceFolder(path.resolve("log"));
    }

    /** A logger that appends each line that it reads to {@code log/lines} at once. */
    ServiceFolder logsLines() {
        log().run("exec cat >>lines");
        return this;
    }

    ServiceFolder script(String name, String body) {
        return executable(name, "#!/bin/sh\n" + body + "\n");
    }

    /** Written beside and moved into place, as nothing else may be seen of it than all of it. */
    ServiceFolder executable(String name, String content) {
        return put(name, content, "rwxr-xr-x");
    }

    ServiceFolder text(String name, String content) {
        return put(name, content, "rw-r--r--");
    }

    private ServiceFolder put(String name, String content, String mode) {
        Path draft = path.resolve(name + ".draft" + DRAFTS.incrementAndGet());
        Spawning.withoutForks(() -> {
            Files.write(draft, content.getBytes(ISO_8859_1));
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString(mode));
        });
        try {
            Files.move(draft, path.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    ServiceFolder remove(String name) {
        try {
            Files.deleteIfExists(path.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Removes the whole folder. */
    void delete() {
        delete(path);
    }

    static void delete(Path root) {
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                    Files.deleteIfExists(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                    if (failure instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw failure;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path folder, IOException failure) throws IOException {
                    Files.deleteIfExists(folder);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean has(String name) {
        return Files.exists(path.resolve(name));
    }

    /** A file's text, a char a byte; an absent file is empty */
    String content(String name) {
        try {
            return Files.readString(path.resolve(name), ISO_8859_1);
        } catch (NoSuchFileException e) {
            return "";
        } catch (IOException e) {
            if (!Files.exists(path.resolve(name))) {
                return "";
            }
            throw new UncheckedIOException(e);
        }
    }

    List<String> lines(String name) {
        return content(name).lines().toList();
    }

    /** What the recorder noted, {@code ready} included. */
    List<String> signals() {
        return lines("signals");
    }

    Path supervise() {
        return path.resolve("supervise");
    }

    /** supervise/stat without its newline. */
    String stat() {
        return content("supervise/stat").trim();
    }

    Status status() {
        return Status.read(supervise());
    }

    /** The pid of supervise/pid, 0 if it is empty or absent */
    long pid() {
        String text = content("supervise/pid").trim();
        return text.isEmpty() ? 0 : Long.parseLong(text);
    }

    /** Writes control bytes in one write; nothing is waited for. */
    ServiceFolder send(String bytes) {
        Path control = supervise().resolve("control");
        if (!Files.exists(control)) {
            throw new AssertionError(control + " is missing");
        }
        // Read and write: an open for writing alone would wait for a reader.
        try (RandomAccessFile fifo = new RandomAccessFile(control.toFile(), "rw")) {
            fifo.write(bytes.getBytes(ISO_8859_1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    /** Whether all that was sent has been taken out of the control pipe. */
    boolean controlIsRead() {
        try (FileInputStream control =
                new FileInputStream(supervise().resolve("control").toFile())) {
            return control.available() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until stat reads so and pid and status, which are written before and after it, agree. */
    void awaitStat(String expected) {
        Eventually.value(
                path + ": stat is <" + expected + ">, and pid and status agree",
                this::told,
                told -> told.stat.equals(expected) && told.agrees());
    }

    /** The three files as they were read one after the other. */
    private record Told(String stat, long pid, Status status) {
        boolean agrees() {
            return status.pid() == pid && status.says(stat);
        }
    }

    private Told told() {
        return new Told(stat(), pid(), status());
    }

    void awaitStatus(String flags) {
        Eventually.equal(path + ": status", flags, () -> status().flags());
    }

    /** Until the service runs under a pid other than that one and all of supervise/ says so. Returns the new pid. */
    long awaitRunning(long notThisPid) {
        return Eventually.value(
                        path + " runs, not as " + notThisPid,
                        this::told,
                        told -> told.stat.startsWith("run")
                                && told.agrees()
                                && told.pid != 0
                                && told.pid != notThisPid
                                && Pids.alive(told.pid))
                .pid;
    }

    /** Until ./finish runs and status shows it; C writes the state a moment before the pid. Returns its pid. */
    long awaitFinish() {
        return Eventually.value(
                        path + " is in finish",
                        this::told,
                        told -> told.stat.startsWith("finish")
                                && told.agrees()
                                && told.pid != 0
                                && Pids.alive(told.pid))
                .pid;
    }

    long awaitRunning() {
        return awaitRunning(0);
    }

    /** Until the recorder started that many times in all and its handlers are in place. Returns its pid. */
    long awaitReady(int times) {
        Eventually.until(
                path + ": recorder ready " + times + " times",
                () -> signals().stream().filter("ready"::equals).count() >= times);
        return awaitRunning();
    }

    long awaitReady() {
        return awaitReady(1);
    }

    /** Until the last start or stop is more than a second ago: C sv compares whole seconds. */
    void awaitAge() {
        Eventually.until(path + " is in its state for a second", () -> {
            long seconds = System.currentTimeMillis() / 1000 - status().unixSeconds();
            return seconds >= 2;
        });
    }

    /** Signals that arrive together may be handled in either order. */
    void awaitSignalsInAnyOrder(String... afterReady) {
        List<String> expected = Stream.of(afterReady).sorted().toList();
        Eventually.equal(
                path + ": signals",
                expected,
                () -> afterReady(signals()).stream().sorted().toList());
    }

    void awaitSignals(String... afterReady) {
        Eventually.equal(path + ": signals", List.of(afterReady), () -> afterReady(signals()));
    }

    private static List<String> afterReady(List<String> all) {
        return all.subList(Math.min(all.lastIndexOf("ready") + 1, all.size()), all.size());
    }

    void awaitLines(String file, String... expected) {
        Eventually.equal(path.resolve(file).toString(), List.of(expected), () -> lines(file));
    }

    static void folder(Path path) {
        try {
            Files.createDirectories(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
