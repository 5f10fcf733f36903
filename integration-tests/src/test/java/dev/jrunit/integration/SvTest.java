package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * sv against living services: each suite's sv on each suite's runsv, with the exact output. Source: sv(8), COMMANDS,
 * OPTIONS, ENVIRONMENT and EXIT CODES.
 */
final class SvTest {

    private static final String NOT_RUNNING = "runsv not running\n";
    private static final String MISSING = "unable to change to service directory: file does not exist\n";

    @Conformance(bothSv = true)
    void statusOfEachState(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").finish("exec cat gate");
        world.shell("mkfifo " + service.file("gate"));
        world.supervise(service);
        long pid = service.awaitReady();
        service.awaitStatus("0 u 0 1");
        String line = world.sv("status", "a").out();
        assertTrue(line.matches("run: a: \\(pid " + pid + "\\) \\d+s\n"), line);

        service.send("p").awaitStatus("1 u 0 1");
        says(world, "run: a: (pid N) Ns, paused\n", "status", "a");
        service.send("d").awaitStatus("1 d 1 1");
        says(world, "run: a: (pid N) Ns, paused, want down, got TERM\n", "s", "a");
        service.send("cu").awaitStatus("0 u 1 1");
        says(world, "run: a: (pid N) Ns, got TERM\n", "status", "a");
        service.send("o").awaitStatus("0 d 1 1");
        service.remove("stay").send("t").awaitStat("finish, want down");
        service.awaitStatus("0 d 0 2");
        says(world, "finish: a: (pid N) Ns, want down\n", "status", "a");
        world.shell("echo >" + service.file("gate"));
        service.awaitStatus("0 d 0 0");
        says(world, "down: a: Ns, normally up\n", "status", "a");
        service.down();
        says(world, "down: a: Ns\n", "status", "a");
        service.send("u").awaitReady(2);
        service.awaitStatus("0 u 0 1");
        says(world, "run: a: (pid N) Ns, normally down\n", "status", "a");
    }

    /** "and the appendant log service if available" */
    @Conformance(bothSv = true)
    void statusShowsTheLoggerToo(World world) {
        ServiceFolder service = world.service("a").recorder().logsLines();
        world.supervise(service);
        service.awaitReady();
        service.log().awaitStatus("0 u 0 1");
        says(world, "run: a: (pid N) Ns; run: log: (pid N) Ns\n", "status", "a");
        service.send("d").awaitStatus("0 d 0 0");
        says(world, "down: a: Ns, normally up; run: log: (pid N) Ns\n", "status", "a");
        service.log().send("d").awaitStatus("0 d 0 0");
        says(world, "down: a: Ns, normally up; down: log: Ns, normally up\n", "status", "a");
        service.log().down();
        service.log().send("u").awaitStatus("0 u 0 1");
        service.log().send("p").awaitStatus("1 u 0 1");
        says(world, "down: a: Ns, normally up; run: log: (pid N) Ns, normally down, paused\n", "status", "a");
        says(world, "run: a/log: (pid N) Ns, normally down, paused\n", "status", "a/log");
        service.log().send("c").awaitStatus("0 u 0 1");
    }

    /** Seconds count from the last start or stop. */
    @Conformance
    void statusCountsSeconds(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        long pid = service.awaitRunning();
        service.awaitStatus("0 u 0 1");
        assertTrue(seconds(world, service, pid) >= 0);
        Eventually.value("two seconds and more", () -> seconds(world, service, pid), seconds -> seconds >= 2);
    }

    /** What sv says, checked by the clock before and after. */
    private static long seconds(World world, ServiceFolder service, long pid) {
        long since = service.status().unixSeconds();
        long before = System.currentTimeMillis() / 1000;
        String line = world.sv("status", "a").out();
        long after = System.currentTimeMillis() / 1000;
        for (long seconds = before - since; seconds <= after - since; seconds++) {
            if (line.equals("run: a: (pid " + pid + ") " + seconds + "s\n")) {
                return seconds;
            }
        }
        throw new AssertionError(line + " is none of the seconds " + (before - since) + " to " + (after - since));
    }

    /** "If service doesn't start with a dot or slash and doesn't end with a slash, it is searched in" SVDIR. */
    @Conformance(bothSv = true)
    void namesAreShownAsTyped(World world) throws IOException {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        service.awaitStatus("0 u 0 1");
        String path = service.path().toString();
        says(world, "run: " + path + ": (pid N) Ns\n", "status", path);
        says(world, "run: " + path + "/: (pid N) Ns\n", "status", path + "/");
        says(world, "run: ./a: (pid N) Ns\n", "status", "./a");
        says(world, "run: a/: (pid N) Ns\n", "status", "a/");
        says(world, "run: ../scan/a: (pid N) Ns\n", "status", "../scan/a");

        world.with("SVDIR", Files.createDirectory(world.home().resolve("empty")).toString());
        assertEquals(new Outcome(1, "fail: a: " + MISSING, ""), world.sv("status", "a"));
        says(world, "run: a/: (pid N) Ns\n", "status", "a/");
    }

    @Conformance(bothSv = true)
    void svdirMayBeRelative(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        service.awaitStatus("0 u 0 1");
        world.with("SVDIR", "../scan");
        says(world, "run: a: (pid N) Ns\n", "status", "a");
    }

    /** "For each service that caused an error, sv increases the exit code by one". */
    @Conformance(bothSv = true)
    void severalServicesCountTheirFailures(World world) {
        ServiceFolder first = world.service("a").sleeper();
        ServiceFolder second = world.service("b").sleeper().down();
        world.supervise(first).awaitStat("run");
        world.supervise(second).awaitStat("down");
        Outcome outcome = world.sv("status", "a", "missing", "b", "./none", "a").normalised();
        assertEquals(
                new Outcome(
                        2,
                        "run: a: (pid N) Ns\n"
                                + "fail: missing: " + MISSING
                                + "down: b: Ns\n"
                                + "fail: ./none: " + MISSING
                                + "run: a: (pid N) Ns\n",
                        ""),
                outcome);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void atMost99FailuresAreCounted(World world) {
        String[] words = new String[121];
        java.util.Arrays.fill(words, "missing");
        words[0] = "status";
        assertEquals(99, world.sv(words).exit());
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void aDirectoryThatNeverWasSupervised(World world) {
        world.service("never").sleeper();
        String warning = "warning: never: unable to open supervise/ok: file does not exist\n";
        for (String command : List.of("status", "up", "exit", "start", "stop", "shutdown", "force-stop", "check")) {
            assertEquals(new Outcome(1, warning, ""), world.sv("-w1", command, "never"), command);
        }
    }

    /** exit, shutdown: "told to exit" is what a dead runsv did. */
    @Conformance(
            value = {Supervision.C_RUNSV, Supervision.RUNSV},
            bothSv = true)
    void aRunsvThatIsNotRunning(World world) {
        ServiceFolder service = world.supervise(world.service("dead").sleeper().down());
        service.awaitStat("down");
        service.send("x");
        World.awaitExit(world.supervisor());
        for (String command :
                List.of("status", "up", "down", "hup", "start", "stop", "restart", "reload", "force-stop", "check")) {
            assertEquals(new Outcome(1, "fail: dead: " + NOT_RUNNING, ""), world.sv("-w1", command, "dead"), command);
        }
        for (String command : List.of("exit", "shutdown", "force-shutdown")) {
            assertEquals(new Outcome(0, "ok: dead: " + NOT_RUNNING, ""), world.sv("-w1", command, "dead"), command);
        }
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void withoutPermission(World world) throws IOException {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        service.awaitStatus("0 u 0 1");
        List<String> powerless = new ArrayList<>();
        if (world.shell("id -u").out().trim().equals("0")) {
            // Still root, for the programs may lie where only root gets to, but bound by the modes of what is its own.
            powerless.addAll(List.of("setpriv", "--bounding-set=-dac_override,-dac_read_search"));
        }
        powerless.add(world.program("sv"));
        Files.setPosixFilePermissions(service.supervise(), Set.of());
        for (String command : List.of("status", "up", "exit", "start")) {
            List<String> words = new ArrayList<>(powerless);
            words.addAll(List.of(command, "a"));
            assertEquals(
                    new Outcome(1, "warning: a: unable to open supervise/ok: access denied\n", ""),
                    world.run(world.scan(), words),
                    command);
        }
        Files.setPosixFilePermissions(service.supervise(), PosixFilePermissions.fromString("rwx------"));
    }

    /** A plain command says nothing and waits for nothing. */
    @Conformance(bothSv = true)
    void commandsSayNothing(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        quiet(world, "hup", "a");
        service.awaitSignals("HUP");
        quiet(world, "a", "a");
        service.awaitSignals("HUP", "ALRM");
        quiet(world, "interrupt", "a");
        service.awaitSignals("HUP", "ALRM", "INT");
        quiet(world, "quit", "a");
        service.awaitSignals("HUP", "ALRM", "INT", "QUIT");
        quiet(world, "1", "a");
        service.awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1");
        quiet(world, "2", "a");
        service.awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2");
        quiet(world, "pause", "a");
        service.awaitStatus("1 u 0 1");
        quiet(world, "cont", "a");
        service.awaitStatus("0 u 0 1");
        quiet(world, "term", "a");
        service.awaitStatus("0 u 1 1");
        quiet(world, "once", "a");
        service.awaitStatus("0 d 1 1");
        quiet(world, "up", "a");
        service.awaitStatus("0 u 1 1");
        quiet(world, "down", "a");
        service.awaitStatus("0 d 1 1");
        quiet(world, "kill", "a");
        service.awaitStatus("0 d 0 0");
    }

    /** -v: "If the command is up, down, term, once, cont, or exit, then wait ... Then report the status". */
    @Conformance(
            value = {Supervision.C_RUNSV, Supervision.RUNSV},
            bothSv = true)
    void verboseCommandsWaitAndReport(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        says(world, "ok: run: a: (pid N) Ns\n", "-v", "up", "a");
        says(world, "ok: down: a: Ns, normally up\n", "-v", "down", "a");
        assertEquals("down", service.stat());
        says(world, "ok: run: a: (pid N) Ns\n", "-v", "up", "a");
        long pid = service.awaitReady(2);
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        says(world, "ok: run: a: (pid N) Ns\n", "-v", "term", "a");
        service.awaitReady(3);
        service.awaitRunning(pid);
        service.awaitStatus("0 u 0 1");
        says(world, "ok: a: " + NOT_RUNNING, "-v", "exit", "a");
        assertEquals(0, World.awaitExit(world.supervisor()));
    }

    /** start, stop, restart: wait and report; of the log service only status speaks. */
    @Conformance(bothSv = true)
    void startStopAndRestartWait(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().logsLines());
        long pid = service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.log().awaitStatus("0 u 0 1");
        service.awaitAge();
        says(world, "ok: run: a: (pid N) Ns\n", "start", "a");
        assertEquals(pid, service.pid());
        says(world, "ok: run: a: (pid N) Ns\n", "restart", "a");
        long second = service.awaitReady(2);
        assertTrue(pid != second);
        says(world, "ok: down: a: Ns, normally up\n", "stop", "a");
        assertEquals("down", service.stat());
        says(world, "ok: run: a: (pid N) Ns\n", "start", "a");
        service.awaitReady(3);
        service.awaitStatus("0 u 0 1");
        says(world, "ok: run: a: (pid N) Ns\n", "reload", "a");
        service.awaitSignals("HUP");
        says(world, "ok: down: a: Ns, normally up\n", "stop", "a");
        says(world, "ok: down: a: Ns, normally up\n", "stop", "a");
    }

    /** restart of a service that is down starts it. */
    @Conformance(bothSv = true)
    void restartStartsAServiceThatIsDown(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().down());
        service.awaitStatus("0 d 0 0");
        says(world, "ok: run: a: (pid N) Ns, normally down\n", "restart", "a");
        service.awaitReady();
    }

    /** try-restart: only "if the service is running". */
    @Conformance(bothSv = true)
    void tryRestartLeavesAServiceDown(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().down());
        service.awaitStatus("0 d 0 0");
        says(world, "ok: down: a: Ns\n", "try-restart", "a");
        assertEquals("down", service.stat());
        service.send("u");
        long pid = service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        says(world, "ok: run: a: (pid N) Ns, normally down\n", "try-restart", "a");
        assertTrue(service.awaitReady(2) != pid);
    }

    /**
     * "Then report the status or timeout": exit 1. The report tells of a TERM that runsv has sent by then, so that here and
     * below a busy machine gets more than a second for it.
     */
    @Conformance(bothSv = true)
    void timeouts(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        long pid = service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        fails(world, "timeout: run: a: (pid N) Ns, got TERM\n", "-w3", "restart", "a");
        fails(world, "timeout: run: a: (pid N) Ns, want down, got TERM\n", "-w3", "stop", "a");
        fails(world, "timeout: run: a: (pid N) Ns, want down, got TERM\n", "-w", "1", "down", "a");
        assertEquals(pid, service.pid());
        world.with("SVWAIT", "1");
        fails(world, "timeout: run: a: (pid N) Ns, want down, got TERM\n", "stop", "a");
    }

    /** -w overrides SVWAIT. */
    @Conformance
    void theOptionOverridesTheVariable(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        world.with("SVWAIT", "600");
        long startNanos = System.nanoTime();
        fails(world, "timeout: run: a: (pid N) Ns, want down, got TERM\n", "-w3", "stop", "a");
        // Not for 600 seconds: no program may run so long here.
        double seconds = (System.nanoTime() - startNanos) / 1e9;
        assertTrue(seconds > 2.9, seconds + " s");
    }

    /** force-stop: "on timeout send the service the kill command". */
    @Conformance(bothSv = true)
    void forceStopKillsAfterTheTimeout(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        fails(world, "kill: run: a: (pid N) Ns, want down, got TERM\n", "-w3", "force-stop", "a");
        service.awaitStatus("0 d 0 0");
        service.awaitLines("finished", "-1 9");
    }

    @Conformance(bothSv = true)
    void forceRestartKillsAfterTheTimeout(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        long pid = service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        fails(world, "kill: run: a: (pid N) Ns, got TERM\n", "-w3", "force-restart", "a");
        service.awaitReady(2);
        assertTrue(service.awaitRunning(pid) != pid);
        service.awaitAge();
        fails(world, "kill: run: a: (pid N) Ns, got TERM\n", "-w3", "force-reload", "a");
        service.awaitReady(3);
    }

    @Conformance(
            value = {Supervision.C_RUNSV, Supervision.RUNSV},
            bothSv = true)
    void forceShutdownKillsAfterTheTimeout(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        fails(world, "kill: run: a: (pid N) Ns, want down, got TERM\n", "-w3", "force-shutdown", "a");
        assertEquals(0, World.awaitExit(world.supervisor()));
    }

    /** The force commands are gentle where that is enough. */
    @Conformance(bothSv = true)
    void forceCommandsDoNotKillWithoutNeed(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().notesFinish());
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        says(world, "ok: run: a: (pid N) Ns\n", "force-restart", "a");
        service.awaitReady(2);
        service.awaitAge();
        says(world, "ok: run: a: (pid N) Ns\n", "force-reload", "a");
        service.awaitReady(3);
        says(world, "ok: down: a: Ns, normally up\n", "force-stop", "a");
        service.awaitLines("finished", "3 0", "3 0", "3 0");
    }

    @Conformance(
            value = {Supervision.C_RUNSV, Supervision.RUNSV},
            bothSv = true)
    void shutdownWaitsForRunsv(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().logsLines());
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        says(world, "ok: a: " + NOT_RUNNING, "shutdown", "a");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.log().stat());
    }

    /** Several services are told all before any is waited for. */
    @Conformance(bothSv = true)
    void severalServicesAreStoppedTogether(World world) {
        ServiceFolder first = world.service("a").recorder();
        ServiceFolder second = world.service("b").recorder().text("stay", "");
        ServiceFolder third = world.service("c").recorder();
        for (ServiceFolder service : List.of(first, second, third)) {
            world.supervise(service);
        }
        for (ServiceFolder service : List.of(first, second, third)) {
            service.awaitReady();
            service.awaitStatus("0 u 0 1");
        }
        Outcome outcome = world.sv("-w5", "stop", "a", "b", "missing", "c").normalised();
        assertEquals(2, outcome.exit());
        assertEquals("", outcome.err());
        List<String> lines = outcome.out().lines().sorted().toList();
        assertEquals(
                List.of(
                        "fail: missing: " + MISSING.trim(),
                        "ok: down: a: Ns, normally up",
                        "ok: down: c: Ns, normally up",
                        "timeout: run: b: (pid N) Ns, want down, got TERM"),
                lines);
    }

    private static void says(World world, String expected, String... arguments) {
        assertEquals(new Outcome(0, expected, ""), world.sv(arguments).normalised(), String.join(" ", arguments));
    }

    private static void fails(World world, String expected, String... arguments) {
        assertEquals(new Outcome(1, expected, ""), world.sv(arguments).normalised(), String.join(" ", arguments));
    }

    private static void quiet(World world, String... arguments) {
        assertEquals(new Outcome(0, "", ""), world.sv(arguments), String.join(" ", arguments));
    }
}
