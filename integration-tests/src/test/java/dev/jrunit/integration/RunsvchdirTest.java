package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** runsvchdir beside C's, and runsvdir that follows it. Source: runsvchdir(8). */
@Timeout(600) // many processes, one after the other, beside many others
final class RunsvchdirTest {
    /** C's knows one folder only, so that both get theirs in a namespace of mounts of their own. */
    private static final String IN_NAMESPACE =
            "mount --bind \"$1\" /etc/runit/runsvdir && shift && cd / && exec \"$@\"";

    private static Outcome run(BothChpst both, Suite suite, Path base, String... arguments) {
        List<String> command =
                new ArrayList<>(List.of("unshare", "-m", "sh", "-c", IN_NAMESPACE, "sh", base.toString()));
        command.add(suite.program("runsvchdir"));
        command.addAll(List.of(arguments));
        Outcome outcome = both.run(suite, command);
        // C says how it was called.
        return new Outcome(
                outcome.exit(),
                outcome.out().replaceAll("(?m)^\\S*/runsvchdir:", "runsvchdir:"),
                outcome.err().replaceAll("(?m)(^|usage: )\\S*/runsvchdir", "$1runsvchdir"));
    }

    private static Path base(BothChpst both, Suite suite) throws IOException {
        Path base = both.folder().resolve("base-" + suite);
        Files.createDirectories(base.resolve("a"));
        Files.createDirectories(base.resolve("b"));
        Files.createSymbolicLink(base.resolve("current"), Path.of("a"));
        return base;
    }

    private static String links(Path base) throws IOException {
        Path previous = base.resolve("previous");
        return Files.readSymbolicLink(base.resolve("current")) + " "
                + (Files.isSymbolicLink(previous) ? Files.readSymbolicLink(previous) : "none");
    }

    @Test
    void bothDoAndSayTheSame() throws IOException {
        assumeTrue(Suite.C.chosen() && Suite.JRUNIT.chosen() && Files.isDirectory(Path.of("/etc/runit/runsvdir")));
        try (BothChpst both = new BothChpst()) {
            assumeTrue(both.isRoot()
                    && both.run(Suite.C, List.of("unshare", "-m", "true")).exit() == 0);
            Path ours = base(both, Suite.JRUNIT);
            Path theirs = base(both, Suite.C);
            for (String[] arguments : new String[][] {
                {"b"}, {"b"}, {"a/"}, {"/tmp"}, {"b", "more"}, {"nosuch"}, {".a"}, {"./a"}, {""}, {"-x"}, {"--"}, {}
            }) {
                String about = String.join(" ", arguments);
                assertEquals(run(both, Suite.C, theirs, arguments), run(both, Suite.JRUNIT, ours, arguments), about);
                assertEquals(links(theirs), links(ours), about);
            }
        }
    }

    /** "Normally /etc/service is a symlink to current, and runsvdir(8) is running /etc/service/." */
    @Conformance(Supervision.HOSTED)
    void runsvdirFollows(World world) throws IOException {
        Path base = Files.createDirectories(world.home().resolve("runsvdir"));
        ServiceFolder first = world.track(new ServiceFolder(base.resolve("default/first")).sleeper());
        ServiceFolder second = world.track(new ServiceFolder(base.resolve("single/second")).sleeper());
        Files.createSymbolicLink(base.resolve("current"), Path.of("default"));
        Path service = Files.createSymbolicLink(world.home().resolve("service"), base.resolve("current"));
        world.with("RUNSVDIR", base.toString());
        world.startScanning(List.of(world.program("runsvdir"), service.toString()));
        long pid = first.awaitRunning();
        for (int round = 0; round < 2; round++) {
            assertEquals(
                    new Outcome(0, "runsvchdir: single: now current.\n", ""),
                    world.run(world.home(), List.of(world.program("runsvchdir"), "single")));
            second.awaitRunning();
            long stopped = pid;
            Eventually.until("the first one is stopped", () -> !Pids.alive(stopped));
            assertEquals("single default", links(base));
            assertEquals(
                    new Outcome(0, "runsvchdir: default: now current.\n", ""),
                    world.run(world.home(), List.of(world.program("runsvchdir"), "default")));
            pid = first.awaitRunning();
            assertTrue(pid != stopped);
        }
    }
}
