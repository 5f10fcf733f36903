package dev.jrunit.dist;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A program that is run as a step of the build; what it prints is shown if it fails. */
final class Command {
    /** Against a program that hangs: far above what any step takes on a busy machine. */
    private static final long LIMIT_SECONDS = 600;

    private final List<String> words;
    private final Process process;
    private final Path output;

    private Command(List<String> words, Process process, Path output) {
        this.words = words;
        this.process = process;
        this.output = output;
    }

    /** Starts {@code words}, with output going to a temporary file and without the caller's JVM options. */
    static Command start(List<String> words) throws IOException {
        Path output = Files.createTempFile("jrunit-dist", ".out");
        ProcessBuilder builder = new ProcessBuilder(words);
        builder.redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment()
                .keySet()
                .removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH"));
        return new Command(words, builder.start(), output);
    }

    /** Runs {@code words} to their end, which must be exit code 0. */
    static void run(List<String> words) throws IOException, InterruptedException {
        run(words, 0);
    }

    /** Runs {@code words} to their end, which must be that exit code. */
    static void run(List<String> words, int exitCode) throws IOException, InterruptedException {
        start(words).awaitExit(exitCode);
    }

    /** Waits until {@code condition} holds; the program must live on until then. */
    void awaitWhileRunning(BooleanSupplier condition) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (!condition.getAsBoolean()) {
            if (!process.isAlive() || System.nanoTime() - end > 0) {
                throw failure("did not get ready");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Sends TERM. */
    void terminate() {
        process.destroy();
    }

    void awaitSuccess() throws IOException, InterruptedException {
        awaitExit(0);
    }

    private void awaitExit(int exitCode) throws IOException, InterruptedException {
        if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
            throw failure("did not end");
        }
        if (process.exitValue() != exitCode) {
            throw failure("ended with exit code " + process.exitValue());
        }
        Files.delete(output);
    }

    private IOException failure(String what) throws IOException {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        String printed = Files.readString(output, StandardCharsets.ISO_8859_1);
        Files.delete(output);
        return new IOException(String.join(" ", words) + "\n" + what + "; it printed:\n" + printed);
    }

    /** True if {@code file} exists and begins with {@code text}. */
    static boolean begins(Path file, String text) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1).startsWith(text);
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
