package dev.jrunit.svlogd;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Pipe;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.protocol.Tai64N;
import java.util.ArrayList;
import java.util.List;

/** A logger with its input, its log directories {@code /log…} and a fake system, driven by hand. */
final class OneLogger implements LogDaemon.Owner, Reports {
    /** Longer than any pause between two looks at the input. */
    static final long READ_MILLIS = 100;

    private static final long EPOCH = 1_600_000_000L;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;
    private static final int MOST_AT_ONCE = 60_000;
    private static final int KIND = 26;

    final FakePosix fake = new FakePosix();
    final Disk disk = fake.disk();
    final LoopDriver driver = new LoopDriver(fake);
    final ManualBackground background =
            new ManualBackground(driver.loop(), fake.posix().descriptors());
    /** Warnings and pauses, as {@code warning: …}. */
    final List<String> reports = new ArrayList<>();

    final List<String> infos = new ArrayList<>();
    /** The exit codes of its ends: one at the most. */
    final List<Integer> ends = new ArrayList<>();

    /** Somebody sets the clock. */
    long wallClockOffsetSeconds;

    /** See {@link LogInputs}; to be said before it is prepared. */
    boolean leavesUntilTaken;

    LogDaemon daemon;
    private LogInputs inputs;
    private Surroundings surroundings;
    private Pipe input;
    private Children children;
    private boolean inputEnded;

    OneLogger() {
        disk.script("/bin/sh");
        disk.directory("/log");
    }

    /** With one log that has this config. */
    static OneLogger with(String config) {
        OneLogger logger = new OneLogger();
        logger.disk.file("/log/config", config);
        return logger;
    }

    /** Starts it on {@code /log}, lines being known by their first {@code length} bytes. */
    OneLogger start(int length) {
        return start(new LineOptions(TimeStyle.NONE, length, null), "/log");
    }

    OneLogger start(LineOptions options, String... paths) {
        prepare();
        begin(options, paths);
        return this;
    }

    /** Makes everything but the logger itself. */
    void prepare() {
        try {
            input = fake.posix().descriptors().pipe();
            surroundings = new Surroundings(
                    fake.posix(),
                    fake.clock(),
                    this::now,
                    this::spawn,
                    background,
                    output("/stderr"),
                    output("/stdout"),
                    new Bytes(),
                    new Stamps(),
                    fake.posix().self().effectiveUid() == 0);
            inputs = new LogInputs(fake.posix(), driver.loop(), this::now, leavesUntilTaken);
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
        fake.rememberOpen();
    }

    /** Begins to log; whether it does. */
    boolean begin(LineOptions options, String... paths) {
        daemon = new LogDaemon(driver.loop(), surroundings, inputs, input.reader(), this, this);
        for (String path : paths) {
            daemon.addLog(options, "web", Files.HERE, path);
        }
        try {
            boolean begun = daemon.begin();
            driver.settle();
            return begun;
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    private LineOutput output(String path) throws PosixException {
        int flags = Open.WRITE | Open.CREATE | Open.APPEND | Open.NON_BLOCKING;
        return new LineOutput(fake.posix().descriptors(), fake.posix().files().open(Files.HERE, path, flags, 0644));
    }

    private void spawn(SpawnRequest request, ProcessorHost.Listener listener) {
        if (children == null) {
            children = new Children(fake.posix(), driver.loop());
        }
        try {
            children.spawn(request, listener::exited);
        } catch (PosixException e) {
            listener.started(e);
            return;
        }
        listener.started(null);
    }

    Tai64N now() {
        long nanos = fake.clock().nanos();
        return Tai64N.ofUnix(
                wallClockOffsetSeconds + EPOCH + nanos / NANOS_PER_SECOND, (int) (nanos % NANOS_PER_SECOND));
    }

    // ---- what a test does to it ----

    /** Writes to its input what it will read at once, and lets it. */
    void send(String text) {
        for (int from = 0; from < text.length(); from += MOST_AT_ONCE) {
            put(text.substring(from, Math.min(text.length(), from + MOST_AT_ONCE)));
            read();
        }
    }

    /** Writes to its input and does not wait. */
    void put(String text) {
        if (!text.isEmpty()) {
            fake.feed(input.writer(), text);
        }
    }

    /** Lets it read what is there. */
    void read() {
        driver.advanceMillis(READ_MILLIS);
    }

    void pass(long millis) {
        driver.advanceMillis(millis);
    }

    void endInput() {
        if (!inputEnded) {
            inputEnded = true;
            fake.posix().descriptors().close(input.writer());
        }
        read();
    }

    void hangUp() {
        daemon.reopen();
        driver.settle();
    }

    void alarm() {
        daemon.rotate();
        driver.settle();
    }

    void terminate() {
        daemon.terminate();
        driver.settle();
    }

    /** What its input holds that it has not read; it has ended. */
    String unread() {
        byte[] block = new byte[MOST_AT_ONCE];
        try {
            put("|");
            int count = fake.posix().descriptors().read(input.reader(), block, 0, block.length);
            return ByteStrings.of(block, 0, count - 1);
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    int stdin() {
        return input.reader();
    }

    /** The processor that runs. */
    FakeChild processor() {
        List<FakeChild> living =
                fake.children().stream().filter(FakeChild::isAlive).toList();
        if (living.size() != 1) {
            throw new AssertionError("processors that run: " + living);
        }
        return living.get(0);
    }

    boolean isProcessing() {
        return fake.living("/bin/sh") > 0;
    }

    /** The processor does its work: what it reads, in capitals. */
    void process() {
        FakeChild child = processor();
        child.write(1, child.readAll(0).toUpperCase(java.util.Locale.ROOT));
        child.exit(0);
        driver.settle();
    }

    // ---- what it made of it ----

    String current() {
        return disk.content("/log/current");
    }

    /** The names of old files, the oldest first. */
    List<String> oldNames(String path) {
        return disk.names(path).stream().filter(name -> name.startsWith("@")).toList();
    }

    /** The contents of the old files of {@code /log}, and their kinds, as {@code s:text}; the current one last. */
    List<String> files() {
        List<String> files = new ArrayList<>();
        for (String name : oldNames("/log")) {
            files.add(name.charAt(KIND) + ":" + disk.content("/log/" + name));
        }
        if (disk.exists("/log/current")) {
            files.add(current());
        }
        return files;
    }

    /** Everything that was logged, in order. */
    String all(String path) {
        StringBuilder text = new StringBuilder();
        for (String name : oldNames(path)) {
            text.append(disk.content(path + "/" + name));
        }
        return text.append(disk.exists(path + "/current") ? disk.content(path + "/current") : "")
                .toString();
    }

    /** It has ended well and left nothing open. */
    void assertEnded() {
        if (!ends.equals(List.of(0))) {
            throw new AssertionError("ends: " + ends + " after " + reports);
        }
        fake.assertNothingLeaked();
    }

    @Override
    public void ended(int exitCode) {
        ends.add(exitCode);
    }

    @Override
    public void warning(String message) {
        reports.add("warning: " + message);
    }

    @Override
    public void pausing(String message) {
        reports.add("pausing: " + message);
    }

    @Override
    public void fatal(String message) {
        reports.add("fatal: " + message);
    }

    @Override
    public void info(String message) {
        infos.add(message);
    }
}
