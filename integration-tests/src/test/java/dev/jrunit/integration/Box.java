package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A container as bubblewrap makes it: a process namespace of its own in which the given program is process 1, with the
 * machine's files. Closing it ends whatever is in it. Its folder {@code home} has the folder {@code etc} that runit-init
 * is told to use.
 */
final class Box implements AutoCloseable {
    private static final List<String> NAMESPACE =
            List.of("bwrap", "--dev-bind", "/", "/", "--unshare-pid", "--as-pid-1", "--proc", "/proc", "--");

    private final Path home;
    private final List<String> namespace;
    private final Map<String, String> environment = new LinkedHashMap<>();
    private Process process;

    Box() {
        this(NAMESPACE);
    }

    /** In what that program and its arguments make; empty for no container at all. */
    Box(List<String> namespace) {
        this.namespace = namespace;
        try {
            home = Files.createTempDirectory("jrunit-box").toRealPath();
            ServiceFolder.folder(etc().resolve("service"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path home() {
        return home;
    }

    Path etc() {
        return home.resolve("etc");
    }

    Box with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    ServiceFolder service(String name) {
        return new ServiceFolder(etc().resolve("service").resolve(name));
    }

    /** An executable shell script below {@code etc}; {@code $home} is this box's folder. */
    Box script(String path, String body) {
        Path file = etc().resolve(path);
        new ServiceFolder(file.getParent())
                .executable(file.getFileName().toString(), "#!/bin/sh\nhome='" + home + "'\n" + body + "\n");
        return this;
    }

    /** Starts runit-init with those arguments. */
    Box init(String... arguments) {
        List<String> command = new ArrayList<>(List.of(Suite.JRUNIT.program("runit-init"), "--etc", etc().toString()));
        command.addAll(List.of(arguments));
        return start(command);
    }

    /** Starts any program as the first process. */
    Box start(List<String> command) {
        List<String> words = World.withCleanSignals(namespace);
        words.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(words)
                .directory(home.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectOutput(home.resolve("stdout").toFile())
                .redirectError(home.resolve("stderr").toFile());
        builder.environment().put("PERL_BADLANG", "0");
        builder.environment().put("home", home.toString());
        builder.environment().put("PATH", Suite.binaries() + File.pathSeparator + System.getenv("PATH"));
        builder.environment().putAll(environment);
        process = Spawning.start(builder);
        return this;
    }

    /** The first process of the container, by its number outside. */
    long first() {
        if (namespace.isEmpty()) {
            return process.pid();
        }
        return Eventually.value(
                "the container's first process",
                () -> process.children()
                        .mapToLong(ProcessHandle::pid)
                        .findFirst()
                        .orElse(0),
                pid -> pid != 0);
    }

    Box signal(String name) {
        long first = first();
        Process kill = Spawning.start(new ProcessBuilder("kill", "-" + name, Long.toString(first)).inheritIO());
        assertTrue(World.awaitExit(kill) == 0, "kill -" + name);
        return this;
    }

    /** Runs a program to its end in the process namespace of the container. */
    void run(String... command) {
        List<String> words = new ArrayList<>(List.of("nsenter", "-p", "-t", Long.toString(first())));
        words.addAll(List.of(command));
        Process entered = Spawning.start(new ProcessBuilder(words).inheritIO());
        assertTrue(World.awaitExit(entered) == 0, String.join(" ", command));
    }

    boolean isRunning() {
        return process.isAlive();
    }

    /** The exit code of the first process, 128 + n for a signal. */
    int exit() {
        return World.awaitExit(process);
    }

    String out() {
        return read("stdout");
    }

    String err() {
        return read("stderr");
    }

    /** The content of a file of this box; empty as long as there is none. */
    String read(String name) {
        try {
            Path file = home.resolve(name);
            return Files.exists(file) ? Files.readString(file, StandardCharsets.ISO_8859_1) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Until the file has those lines. */
    Box awaitLines(String name, String... lines) {
        Eventually.equal(name, List.of(lines), () -> read(name).lines().toList());
        return this;
    }

    /** Until the file is there and is not empty. */
    Box await(String name) {
        Eventually.until(name + ", stderr: " + err(), () -> !read(name).isEmpty());
        return this;
    }

    @Override
    public void close() {
        if (process != null) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Eventually.until("the container is gone", () -> !process.isAlive());
        }
        ServiceFolder.delete(home);
    }
}
