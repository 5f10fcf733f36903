package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** runsv as a program: its arguments, messages, exit codes and signals. Source: runsv(8), SIGNALS and EXIT CODES. */
final class ProgramTest {

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void wrongUsageExits1(World world) {
        assertUsage(world, runsv(world));
        assertUsage(world, runsv(world, "a", "b"));
    }

    /** C prints its name as it was called, and ours without its folder: the kernel does not tell a script. */
    private static void assertUsage(World world, Outcome outcome) {
        String asCalled = "usage: " + world.program("runsv") + " dir\n\n";
        assertTrue(List.of(asCalled, "usage: runsv dir\n\n").contains(outcome.err()), outcome.err());
        assertEquals(new Outcome(1, "", outcome.err()), outcome);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aMissingDirectoryIsFatal(World world) {
        assertEquals(
                new Outcome(111, "", "runsv missing: fatal: unable to change to directory: file does not exist\n"),
                runsv(world, "missing"));
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aPlainFileIsFatal(World world) throws IOException {
        Files.createFile(world.scan().resolve("file"));
        assertEquals(
                new Outcome(111, "", "runsv file: fatal: unable to change to directory: not a directory\n"),
                runsv(world, "file"));
    }

    /** "runsv exits 111 ... if another runsv is running in service"; the first is not disturbed. */
    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void aSecondRunsvIsRefused(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        Status status = service.status();
        assertEquals(
                new Outcome(111, "", "runsv a: fatal: unable to lock supervise/lock: temporary failure\n"),
                runsv(world, "a"));
        assertEquals(pid, service.pid());
        assertEquals(status, service.status());
        service.send("h").awaitSignals("HUP");
    }

    /** Each suite honours the other's lock. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV, Supervision.HOSTED})
    void theOtherSuitesRunsvIsRefusedToo(World world) {
        Suite other = world.ours() ? Suite.C : Suite.JRUNIT;
        if (!other.chosen()) {
            return;
        }
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        assertEquals(
                new Outcome(111, "", "runsv a: fatal: unable to lock supervise/lock: temporary failure\n"),
                world.run(world.scan(), List.of(other.program("runsv"), "a")));
        service.send("h").awaitSignals("HUP");
    }

    /** The lock of the log service counts as well. C hangs there, deaf to TERM. */
    @Conformance(Supervision.RUNSV)
    void aLoggerThatIsSupervisedElsewhereIsFatal(World world) {
        ServiceFolder service = world.service("a").sleeper().logsLines();
        world.startRunsv(service.log().path().toString());
        World.awaitSupervised(service.log());
        Outcome outcome = runsv(world, "a");
        assertEquals(111, outcome.exit());
        assertTrue(outcome.err().startsWith("runsv a: fatal: unable to lock "), outcome.err());
    }

    /** log that is no directory: a warning, and no log service. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aLogThatIsNoDirectoryIsWarnedAbout(World world) {
        ServiceFolder service = world.service("a").recorder().text("log", "");
        world.startRunsv("a");
        service.awaitReady();
        assertEquals("runsv a: warning: ./log: not a directory.\n", world.supervisorErrors());
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aRunThatIsMissingIsReported(World world) {
        ServiceFolder service = world.service("a").notesFinish();
        world.startRunsv("a");
        Eventually.until("finish ran", () -> !service.lines("finished").isEmpty());
        assertEquals(
                "runsv a: fatal: unable to start ./run: file does not exist",
                world.supervisorErrors().lines().findFirst().orElse(""));
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aRunThatIsNotExecutableIsReported(World world) {
        ServiceFolder service = world.service("a").notesFinish().text("run", "#!/bin/sh\n");
        world.startRunsv("a");
        Eventually.until("finish ran", () -> !service.lines("finished").isEmpty());
        assertEquals(
                "runsv a: fatal: unable to start ./run: access denied",
                world.supervisorErrors().lines().findFirst().orElse(""));
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aRunWithoutInterpreterLineIsReported(World world) {
        ServiceFolder service = world.service("a").notesFinish().executable("run", "exit 0\n");
        world.startRunsv("a");
        Eventually.until("finish ran", () -> !service.lines("finished").isEmpty());
        assertEquals(
                "runsv a: fatal: unable to start ./run: exec format error",
                world.supervisorErrors().lines().findFirst().orElse(""));
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aLoggerThatIsMissingIsReported(World world) throws IOException {
        ServiceFolder service = world.service("a").recorder();
        Files.createDirectory(service.file("log"));
        world.startRunsv("a");
        service.awaitReady();
        Eventually.until(
                "reported",
                () -> world.supervisorErrors()
                        .startsWith("runsv a: fatal: unable to start log/./run: file does not exist\n"));
        // Or it would never end: the logger is what reads the end of its input.
        world.mayLeaveProcesses();
    }

    /** "If runsv receives a TERM signal, it acts as if the character x was written to the control pipe." */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void termActsAsX(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        service.awaitReady();
        world.supervisor().destroy();
        service.awaitSignalsInAnyOrder("TERM", "CONT");
        service.awaitStat("run, got TERM, want exit");
        service.awaitStatus("0 d 1 1");
        assertTrue(world.supervisor().isAlive());
        service.remove("stay");
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        service.awaitLines("finished", "3 0");
        assertEquals("down", service.stat());
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void termAsksTheCustomScripts(World world) {
        ServiceFolder service = world.service("a").recorder();
        service.control('t', "echo t >>noted; exit 1").control('x', "echo x >>noted");
        world.supervise(service);
        service.awaitReady();
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        service.awaitLines("noted", "t", "x");
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void termOnAServiceThatIsDownExits(World world) {
        ServiceFolder service =
                world.supervise(world.service("a").sleeper().down().logsLines());
        service.awaitStat("down");
        service.log().awaitStat("run");
        world.supervisor().destroy();
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.log().stat());
    }

    /** A runsv that dies leaves its service running and its lock free. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void afterKillTheLockIsFree(World world) {
        world.mayLeaveProcesses();
        ServiceFolder service = world.supervise(world.service("a").recorder().down());
        service.awaitStat("down");
        world.supervisor().destroyForcibly();
        World.awaitExit(world.supervisor());
        assertFalse(world.attended(service));
        world.supervise(service);
        Eventually.until("attended", () -> world.attended(service));
        service.send("u").awaitReady();
    }

    /** The name in the messages is the argument as it was given. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void messagesNameTheArgument(World world) {
        String path = world.scan().resolve("missing").toString();
        assertEquals(
                "runsv " + path + "/: fatal: unable to change to directory: file does not exist\n",
                runsv(world, path + "/").err());
    }

    /** The directory may be given with a slash, by a path, or through a link, and may be moved while it is served. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void theDirectoryMayBeMoved(World world) throws IOException {
        ServiceFolder service = world.supervise(world.service("a").recorder().notesFinish());
        service.awaitReady();
        Path moved = world.home().resolve("moved");
        Files.move(service.path(), moved);
        ServiceFolder there = world.track(new ServiceFolder(moved));
        there.send("t").awaitReady(2);
        there.awaitLines("finished", "3 0");
        there.awaitStatus("0 u 0 1");
    }

    /** A folder in which supervise cannot be made. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aSuperviseThatCannotBeMadeIsFatal(World world) {
        ServiceFolder service = world.service("a").sleeper().text("supervise", "");
        Outcome outcome = runsv(world, "a");
        assertEquals(111, outcome.exit());
        assertTrue(outcome.err().startsWith("runsv a: fatal: unable to "), outcome.err());
        assertTrue(outcome.err().endsWith(": not a directory\n"), outcome.err());
        assertEquals(0, service.pid());
    }

    /** HUP, INT, ALRM and the like are not runsv's: they end it as they end any program, TERM excepted. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void supervisionGoesOnAfterAnIgnoredChildSignal(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        world.signal(world.supervisor().pid(), "CHLD");
        world.signal(world.supervisor().pid(), "CONT");
        service.send("h").awaitSignals("HUP");
        Eventually.holds(
                "alive", Duration.ofMillis(200), () -> world.supervisor().isAlive());
    }

    private static Outcome runsv(World world, String... arguments) {
        return world.run(
                world.scan(),
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(world.program("runsv")), java.util.Arrays.stream(arguments))
                        .toList());
    }
}
