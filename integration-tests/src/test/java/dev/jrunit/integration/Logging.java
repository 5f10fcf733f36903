package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * svlogd of one suite in a temporary folder of its own, which is its working directory and holds its log directories.
 * Its standard input is a pipe that the case writes, or a file. The processes of a case are known by a mark in their
 * environment; {@link #close} ends those that are left.
 */
final class Logging implements AutoCloseable {

    private static final String MARK = "JRUNIT_LOGGING";

    private final Suite suite;
    private final Path home;
    private final String mark = UUID.randomUUID().toString();
    private final Map<String, LogDirectory> directories = new LinkedHashMap<>();
    private final List<String> options = new ArrayList<>();
    private final List<String> wrapper = new ArrayList<>();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "input of svlogd");
        thread.setDaemon(true);
        return thread;
    });
    private Process process;
    private int starts;
    private File input;

    Logging(Suite suite) {
        this.suite = suite;
        try {
            home = Files.createTempDirectory("jrunit-log").toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Suite suite() {
        return suite;
    }

    boolean ours() {
        return suite == Suite.JRUNIT;
    }

    Path home() {
        return home;
    }

    /** What comes before the directories on the command line. */
    Logging options(String... arguments) {
        options.clear();
        options.addAll(List.of(arguments));
        return this;
    }

    /** A command that runs svlogd, such as {@code chpst -u nobody}. */
    Logging through(String... command) {
        wrapper.clear();
        wrapper.addAll(List.of(command));
        return this;
    }

    /** The log directory {@code d}. */
    LogDirectory directory() {
        return directory("d");
    }

    /** A log directory, made when it is asked for the first time; those are given to svlogd in that order. */
    LogDirectory directory(String name) {
        return directories.computeIfAbsent(name, any -> new LogDirectory(home.resolve(name)));
    }

    List<LogDirectory> directories() {
        return List.copyOf(directories.values());
    }

    Logging config(String content) {
        directory().config(content);
        return this;
    }

    /** Standard input of those that are started from now on. */
    Logging input(Path file) {
        input = file.toFile();
        return this;
    }

    /** Runs svlogd on that input to its end. */
    Logging feed(String text) {
        start();
        write(text);
        end();
        return this;
    }

    /** {@code svlogd OPTIONS DIRECTORIES}; it may not be ready yet. */
    Logging start() {
        directory();
        List<String> arguments = new ArrayList<>(options);
        for (String name : directories.keySet()) {
            arguments.add(name);
        }
        return startWith(arguments);
    }

    Logging startWith(List<String> arguments) {
        List<String> command = new ArrayList<>(wrapper);
        command.add(suite.program("svlogd"));
        command.addAll(arguments);
        starts++;
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectOutput(home.resolve("out" + starts).toFile())
                .redirectError(home.resolve("err" + starts).toFile());
        if (input != null) {
            builder.redirectInput(input);
        }
        builder.environment().put(MARK, mark);
        process = Spawning.start(builder);
        return this;
    }

    /** Starts svlogd, writes a first line and waits until it is in {@code d/current}: now it handles signals. */
    Logging startWithLine(String line) {
        start();
        write(line + "\n");
        return awaitCurrent(line + "\n");
    }

    /** The same with the beginning of another line, which is read at once with the first: now it is held. */
    Logging startWithPart(String line, String part) {
        start();
        await("it is open", () -> directory().has("current"));
        write(line + "\n" + part);
        return awaitCurrent(line + "\n");
    }

    Process process() {
        return process;
    }

    /** Writes to svlogd's input. Bytes that it does not take because it has ended are dropped. */
    Logging write(String text) {
        Future<?> written = writer.submit(() -> writeNow(text));
        try {
            written.get(Eventually.LIMIT.toSeconds() * 3, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("svlogd does not read its input\n" + scene(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while writing\n" + scene(), e);
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
        return this;
    }

    /** As {@link #write}, but does not wait for svlogd to read. */
    Logging writeLater(String text) {
        writer.execute(() -> writeNow(text));
        return this;
    }

    private void writeNow(String text) {
        try {
            OutputStream pipe = process.getOutputStream();
            pipe.write(text.getBytes(ISO_8859_1));
            pipe.flush();
        } catch (IOException e) {
            // It has ended: what it says and leaves is looked at anyway.
        }
    }

    Logging closeInput() {
        writer.execute(() -> {
            try {
                process.getOutputStream().close();
            } catch (IOException e) {
                // As above.
            }
        });
        return this;
    }

    /** Ends the input and waits for svlogd's end. @return its exit code */
    int end() {
        closeInput();
        return awaitExit();
    }

    int awaitExit() {
        return awaitExit(Eventually.LIMIT);
    }

    int awaitExit(Duration limit) {
        if (!Eventually.within(limit, () -> !process.isAlive())) {
            throw new AssertionError("svlogd did not end within " + limit + "\n" + scene());
        }
        return process.exitValue();
    }

    int exit() {
        return process.exitValue();
    }

    /** By kill(1): Java knows only TERM and KILL. */
    Logging signal(String name) {
        try {
            Process kill = Spawning.start(new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())));
            kill.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return this;
    }

    /** Waits until {@code d/current} ends so. */
    Logging awaitCurrent(String text) {
        await("current ends with " + text, () -> directory().content("current").endsWith(text));
        return this;
    }

    Logging await(String what, java.util.function.BooleanSupplier condition) {
        if (!Eventually.within(Eventually.LIMIT, condition)) {
            throw new AssertionError("not in time: " + what + "\n" + scene());
        }
        return this;
    }

    /** What the svlogd that was started last wrote to standard error so far. */
    String errors() {
        return read("err" + starts);
    }

    String output() {
        return read("out" + starts);
    }

    private String read(String name) {
        try {
            Path file = home.resolve(name);
            return Files.exists(file) ? new String(Files.readAllBytes(file), ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The live processes that this case started, directly or not. */
    List<Long> processes() {
        return Pids.withEnvironment(MARK + "=" + mark);
    }

    /** For a failure's report. */
    String scene() {
        String picture = Picture.of(this).toString();
        return suite + " in " + home + "\n" + picture.substring(0, Math.min(picture.length(), 5000));
    }

    @Override
    public void close() {
        writer.shutdownNow();
        if (process != null) {
            process.destroyForcibly();
        }
        Eventually.until("the case's processes are gone", () -> {
            List<Long> left = processes();
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            return left.isEmpty();
        });
        ServiceFolder.delete(home);
    }
}
