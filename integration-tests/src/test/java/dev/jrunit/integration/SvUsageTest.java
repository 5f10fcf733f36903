package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** sv's command line, ./check, and sv under another name. Source: sv(8), OPTIONS, EXIT CODES and Additional Commands. */
final class SvUsageTest {

    private static final String USAGE = "usage: sv [-v] [-w sec] command service ...\n\n";

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void wrongUsageExits100(World world) {
        world.service("a").sleeper();
        assertEquals(new Outcome(100, "", USAGE), world.sv());
        assertEquals(new Outcome(100, "", USAGE), world.sv("-v"));
        assertEquals(new Outcome(100, "", USAGE), world.sv("status"));
        assertEquals(new Outcome(100, "", USAGE), world.sv("nothing", "a"));
        assertEquals(new Outcome(100, "", USAGE), world.sv("restart-x", "a"));
        assertEquals(new Outcome(100, "", USAGE), world.sv("-w", "3"));
        assertEquals(new Outcome(100, "", "sv: illegal option -- z\n" + USAGE), world.sv("-z", "status", "a"));
        assertEquals(new Outcome(100, "", "sv: option requires an argument -- w\n" + USAGE), world.sv("-w"));
    }

    /** Options end at the first operand, may be joined, and -- ends them. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void optionsAreParsedAsGetoptDoes(World world) {
        ServiceFolder service = world.supervise(world.service("a").sleeper());
        service.awaitStatus("0 u 0 1");
        Outcome running = new Outcome(0, "ok: run: a: (pid N) Ns\n", "");
        assertEquals(running, world.sv("-vw1", "up", "a").normalised());
        assertEquals(running, world.sv("-w", "1", "up", "a").normalised());
        assertEquals(running, world.sv("-w1", "-v", "up", "a").normalised());
        assertEquals(running, world.sv("-w1", "--", "up", "a").normalised());
        Outcome outcome = world.sv("status", "-v").normalised();
        assertEquals(
                new Outcome(1, "fail: -v: unable to change to service directory: file does not exist\n", ""), outcome);
    }

    /** "if the script ./check exists ..., sv runs this script; it's considered to be available if ./check exits with 0" */
    @Conformance(bothSv = true)
    void startWaitsForCheck(World world) {
        ServiceFolder service = world.service("a").recorder().down();
        service.script("check", "echo asked >>asked; test \"$(wc -l <asked)\" -ge 3");
        world.supervise(service);
        service.awaitStatus("0 d 0 0");
        Outcome outcome = world.sv("start", "a").normalised();
        assertEquals(new Outcome(0, "ok: run: a: (pid N) Ns, normally down\n", ""), outcome);
        assertEquals(3, service.lines("asked").size());
    }

    @Conformance(bothSv = true)
    void startTimesOutWhenCheckFails(World world) {
        ServiceFolder service = world.service("a").recorder().script("check", "exit 1");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        Outcome timeout = new Outcome(1, "timeout: run: a: (pid N) Ns\n", "");
        assertEquals(timeout, world.sv("-w1", "start", "a").normalised());
        assertEquals(timeout, world.sv("-w1", "check", "a").normalised());
        assertEquals(
                new Outcome(0, "run: a: (pid N) Ns\n", ""),
                world.sv("status", "a").normalised(),
                "status never asks");
    }

    /** ./check runs in the service directory, and only what it writes to standard error is seen. */
    @Conformance(bothSv = true)
    void checkCannotWriteToStandardOutput(World world) {
        ServiceFolder service = world.service("a").recorder();
        service.script("check", "pwd >where; { echo lost; } 2>/dev/null && echo open >open; echo trouble >&2");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        Outcome outcome = world.sv("check", "a").normalised();
        assertEquals(new Outcome(0, "ok: run: a: (pid N) Ns\n", "trouble\n"), outcome);
        service.awaitLines("where", service.path().toString());
        assertTrue(!service.has("open"), "standard output takes nothing");
    }

    /** One that cannot be run is warned about and counts as success. */
    @Conformance(bothSv = true)
    void aCheckThatCannotBeRunIsWarnedAbout(World world) {
        ServiceFolder service = world.service("a").recorder().text("check", "#!/bin/sh\nexit 1\n");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        assertEquals(
                new Outcome(0, "ok: run: a: (pid N) Ns\n", "warning: unable to run a/check: access denied\n"),
                world.sv("-w1", "start", "a").normalised());
        service.executable("check", "exit 1\n");
        assertEquals(
                new Outcome(0, "ok: run: a: (pid N) Ns\n", "warning: unable to run a/check: exec format error\n"),
                world.sv("-w1", "check", "a").normalised());
    }

    /** restart asks ./check of the new process. */
    @Conformance(bothSv = true)
    void restartAsksCheck(World world) {
        ServiceFolder service = world.service("a").recorder();
        service.script("check", "echo asked >>asked; test \"$(grep -c ready signals)\" = 2");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        assertEquals(
                new Outcome(0, "ok: run: a: (pid N) Ns\n", ""),
                world.sv("restart", "a").normalised());
        assertEquals(2, service.signals().stream().filter("ready"::equals).count());
    }

    @Conformance(bothSv = true)
    void checkOfAServiceThatIsWantedDown(World world) {
        ServiceFolder service =
                world.service("a").recorder().script("check", "exit 1").down();
        world.supervise(service);
        service.awaitStatus("0 d 0 0");
        assertEquals(
                new Outcome(0, "ok: down: a: Ns\n", ""),
                world.sv("-w1", "check", "a").normalised());
    }

    /** "Check for the service to be in the state that's been requested. Wait up to 7 seconds for it". */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void checkWaitsForTheRequestedState(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        service.send("d").awaitStatus("0 d 1 1");
        assertEquals(
                new Outcome(1, "timeout: run: a: (pid N) Ns, want down, got TERM\n", ""),
                world.sv("-w1", "check", "a").normalised());
    }

    /** "The service to be controlled then is specified by the base name of the init script." */
    @Conformance(bothSv = true)
    void underAnotherNameItIsAnInitScript(World world) throws IOException {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        assertEquals(new Outcome(0, "run: a: (pid N) Ns\n", ""), init(world, "a", "status"));
        assertEquals(new Outcome(0, "ok: run: a: (pid N) Ns\n", ""), init(world, "a", "start"));
        assertEquals(new Outcome(0, "ok: down: a: Ns, normally up\n", ""), init(world, "a", "stop"));
        assertEquals(new Outcome(3, "down: a: Ns, normally up\n", ""), init(world, "a", "status"));
        assertEquals(new Outcome(0, "ok: run: a: (pid N) Ns\n", ""), init(world, "a", "start"));
        service.awaitReady(2);
        service.awaitStatus("0 u 0 1");
        service.awaitAge();
        assertEquals(new Outcome(0, "ok: run: a: (pid N) Ns\n", ""), init(world, "a", "-w50", "restart"));
        service.awaitReady(3);
        service.awaitStatus("0 u 0 1");
        assertEquals(new Outcome(0, "run: a: (pid N) Ns\n", ""), init(world, "a", "status", "more"));
        assertEquals(new Outcome(0, "", ""), init(world, "a", "down"));
        service.awaitStatus("0 d 0 0");
        assertEquals(new Outcome(0, "ok: down: a: Ns, normally up\n", ""), init(world, "a", "check"));
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void anInitScriptsTimeoutExits1(World world) throws IOException {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        service.awaitStatus("0 u 0 1");
        assertEquals(
                new Outcome(1, "timeout: run: a: (pid N) Ns, want down, got TERM\n", ""),
                init(world, "a", "-w3", "stop"));
    }

    /** "it exits 3 if the service is down, and 4 if the status is unknown; it exits 2 on wrong usage" */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void anInitScriptsExitCodes(World world) throws IOException {
        world.service("never").sleeper();
        ServiceFolder dead = world.supervise(world.service("dead").sleeper().down());
        dead.awaitStat("down");
        dead.send("x");
        World.awaitExit(world.supervisor());
        String never = "warning: never: unable to open supervise/ok: file does not exist\n";
        assertEquals(new Outcome(4, never, ""), init(world, "never", "status"));
        assertEquals(new Outcome(1, never, ""), init(world, "never", "start"));
        assertEquals(new Outcome(1, "fail: dead: runsv not running\n", ""), init(world, "dead", "status"));
        assertEquals(new Outcome(1, "fail: dead: runsv not running\n", ""), init(world, "dead", "stop"));
        assertEquals(new Outcome(0, "ok: dead: runsv not running\n", ""), init(world, "dead", "exit"));
        String usage = "usage: never [-w sec] command\n\n";
        assertEquals(new Outcome(2, "", usage), init(world, "never"));
        assertEquals(new Outcome(2, "", usage), init(world, "never", "nothing"));
        assertEquals(new Outcome(2, "", "never: illegal option -- z\n" + usage), init(world, "never", "-z"));
        String missing = "fail: missing: unable to change to service directory: file does not exist\n";
        assertEquals(missing, init(world, "missing", "status").out());
        assertEquals(new Outcome(1, missing, ""), init(world, "missing", "start"));
    }

    /** What each suite's sv prints for the same service at the same time is the same. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV, Supervision.HOSTED})
    void bothSuitesSaySame(World world) {
        if (!Suite.C.chosen() || !Suite.JRUNIT.chosen()) {
            return;
        }
        ServiceFolder service = world.service("a").recorder().text("stay", "").logsLines();
        world.supervise(service);
        service.awaitReady();
        service.log().awaitStatus("0 u 0 1");
        for (String bytes : List.of("", "p", "d", "cu", "x", "u", "t")) {
            service.send(bytes + "h");
            // A change between the two is no difference between them.
            BothSay both = Eventually.value("what both say", () -> bothSay(world, service), BothSay::still);
            assertEquals(both.c, both.ours, bytes);
        }
    }

    private record BothSay(Outcome c, Outcome ours, boolean still) {}

    private static BothSay bothSay(World world, ServiceFolder service) {
        Status before = service.status();
        Outcome c = world.sv(Suite.C, "status", "a", "./a", "a/log", "missing").normalised();
        Outcome ours =
                world.sv(Suite.JRUNIT, "status", "a", "./a", "a/log", "missing").normalised();
        return new BothSay(c, ours, before.equals(service.status()));
    }

    private static Outcome init(World world, String name, String... arguments) throws IOException {
        Path link = world.home().resolve(name);
        if (!Files.isSymbolicLink(link)) {
            Files.createSymbolicLink(link, Path.of(world.svSuite().program("sv")));
        }
        List<String> command = new ArrayList<>(List.of(link.toString()));
        command.addAll(List.of(arguments));
        return world.run(world.scan(), command).normalised();
    }
}
