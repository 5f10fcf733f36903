package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;

/** service/control/c. Source: runsv(8), CUSTOMIZE CONTROL. */
final class CustomizeControlTest {

    private static final String NOTE = "; echo \"$(basename \"$0\") $(pwd)\" >>noted";

    /** "If the program exits with return code 0, runsv refrains from sending the service the signal." */
    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void aScriptThatSucceedsReplacesTheSignal(World world) {
        ServiceFolder service = world.service("a").recorder();
        for (char command : "haiq12ct".toCharArray()) {
            note(service, command, 0);
        }
        world.supervise(service);
        long pid = service.awaitReady();
        service.send("haiq12ct");
        awaitNoted(service, "haiq12ct");
        service.send("o").awaitStat("run, want down");
        service.awaitStatus("0 d 0 1");
        assertEquals(List.of("ready"), service.signals());
        assertEquals(pid, service.pid());
    }

    @Conformance
    void aScriptThatFailsLeavesTheSignal(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        for (char command : "haiq12ct".toCharArray()) {
            note(service, command, command == 'i' ? 111 : 1);
        }
        world.supervise(service);
        service.awaitReady();
        service.send("h").awaitSignals("HUP");
        service.send("a").awaitSignals("HUP", "ALRM");
        service.send("i").awaitSignals("HUP", "ALRM", "INT");
        service.send("q").awaitSignals("HUP", "ALRM", "INT", "QUIT");
        service.send("1").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1");
        service.send("2").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2");
        service.send("c").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2", "CONT");
        service.send("t").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2", "CONT", "TERM");
        service.awaitStat("run, got TERM");
        awaitNoted(service, "haiq12ct");
    }

    /** One that is killed has not exited with 0; C takes it as if it had. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aScriptThatIsKilledLeavesTheSignal(World world) {
        ServiceFolder service = world.service("a").recorder().control('h', "kill -9 $$");
        world.supervise(service);
        service.awaitReady();
        service.send("h").awaitSignals("HUP");
    }

    /** One that is not executable counts as absent. */
    @Conformance
    void aScriptThatIsNotExecutableIsSkipped(World world) {
        ServiceFolder service = world.service("a").recorder().control('h', "exit 0");
        service.text("control/h", "#!/bin/sh\nexit 0\n");
        world.supervise(service);
        service.awaitReady();
        service.send("h").awaitSignals("HUP");
    }

    /** One that cannot be started has not exited with 0. */
    @Conformance
    void aScriptThatCannotBeStartedLeavesTheSignal(World world) {
        ServiceFolder service = world.service("a").recorder().control('h', "exit 0");
        service.executable("control/h", "exit 0\n");
        world.supervise(service);
        service.awaitReady();
        service.send("h").awaitSignals("HUP");
    }

    /** They run in the service directory. */
    @Conformance
    void scriptsRunInTheServiceDirectory(World world) {
        ServiceFolder service = world.service("a").recorder().control('h', "pwd >where; ps -o ppid= $$ >parent");
        world.supervise(service);
        service.awaitReady();
        service.send("h").awaitLines("where", service.path().toString());
    }

    /** Their output goes to the log service, in its place among the service's lines. */
    @Conformance
    void scriptsAreLogged(World world) {
        ServiceFolder service = world.service("a")
                .recorder()
                .control('h', "echo from h; exit 0")
                .control('u', "echo from u; exit 1")
                .logsLines();
        world.supervise(service);
        service.awaitReady();
        service.send("h");
        service.log().awaitLines("lines", "from u", "from h");
    }

    /** k: with a script that succeeds nothing is sent. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void kReplacedLeavesTheServiceRunning(World world) {
        ServiceFolder service = world.service("a").recorder();
        note(service, 'k', 0);
        world.supervise(service);
        long pid = service.awaitReady();
        service.send("k");
        awaitNoted(service, "k");
        service.send("o").awaitStat("run, want down");
        assertEquals(pid, service.pid());
        service.send("u").awaitStat("run");
        service.send("1").awaitSignals("USR1");
    }

    @Conformance
    void kWithAScriptThatFailsKills(World world) {
        ServiceFolder service = world.service("a").recorder().notesFinish();
        note(service, 'k', 1);
        world.supervise(service);
        service.awaitReady();
        service.send("k").awaitReady(2);
        awaitNoted(service, "k");
        service.awaitLines("finished", "-1 9");
    }

    /** p: no STOP is sent, the paused flag is set all the same. */
    @Conformance
    void pReplacedStillShowsPaused(World world) {
        ServiceFolder service = world.service("a").recorder();
        note(service, 'p', 0);
        world.supervise(service);
        long pid = service.awaitReady();
        service.send("p").awaitStat("run, paused");
        service.awaitStatus("1 u 0 1");
        service.send("1").awaitSignals("USR1");
        assertFalse(Pids.state(pid) == 'T');
        awaitNoted(service, "p");
    }

    /** control/u runs before every start, restarts included, and its exit code does not hold the start. */
    @Conformance
    void uRunsBeforeEveryStart(World world) {
        ServiceFolder service = world.service("a").control('u', "echo u >>order; exit 0");
        service.run("echo run >>order; exec sleep 1000");
        world.supervise(service);
        service.awaitLines("order", "u", "run");
        long pid = service.awaitRunning();
        world.signal(pid, "KILL");
        service.awaitLines("order", "u", "run", "u", "run");
        service.awaitRunning(pid);
        service.send("d").awaitStat("down");
        service.control('u', "echo u >>order; exit 1");
        service.send("u");
        service.awaitLines("order", "u", "run", "u", "run", "u", "run");
    }

    /** "The command o is always considered as command u." */
    @Conformance
    void oUsesTheScriptOfU(World world) {
        ServiceFolder service = world.service("a").recorder().down();
        note(service, 'u', 0);
        note(service, 'o', 0);
        world.supervise(service);
        service.awaitStat("down");
        service.send("o").awaitReady();
        awaitNoted(service, "u");
        service.awaitStat("run, want down");
        service.send("o").send("1").awaitSignals("USR1");
        awaitNoted(service, "u");
    }

    /** d: t (1.), TERM unless it succeeded (2.), CONT without asking c (3.), then d (4.). */
    @Conformance
    void dRunsTThenSendsTermAndContThenRunsD(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        service.control('t', "echo t $(tail -1 signals) >>order; exit 1");
        service.control('d', "echo d >>order; exit 0");
        service.control('c', "echo c >>order; exit 0");
        world.supervise(service);
        service.awaitReady();
        service.send("d").awaitSignalsInAnyOrder("TERM", "CONT");
        service.awaitLines("order", "t ready", "d");
        service.awaitStat("run, got TERM, want down");
    }

    /** With control/t exiting 0 only CONT is sent and there is no "got TERM". */
    @Conformance
    void dWithTReplacedSendsContOnly(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        note(service, 't', 0);
        note(service, 'd', 1);
        world.supervise(service);
        service.awaitReady();
        service.send("d").awaitSignals("CONT");
        service.awaitStat("run, want down");
        service.awaitStatus("0 d 0 1");
        awaitNoted(service, "td");
    }

    /** The same for x, with control/x. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xRunsTThenX(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        note(service, 't', 1);
        note(service, 'x', 0);
        note(service, 'd', 0);
        world.supervise(service);
        service.awaitReady();
        service.send("x").awaitSignalsInAnyOrder("TERM", "CONT");
        awaitNoted(service, "tx");
        service.awaitStat("run, got TERM, want exit");
    }

    /** The service ends through what control/t does. */
    @Conformance
    void tMayEndTheServiceItself(World world) {
        ServiceFolder service = world.service("a").recorder().notesFinish();
        service.control('t', "kill -KILL $(cat supervise/pid); exit 0");
        world.supervise(service);
        service.awaitReady();
        service.send("d").awaitStat("down");
        service.awaitLines("finished", "-1 9");
    }

    /** On a service that is down only u is of use. */
    @Conformance
    void noScriptRunsForAServiceThatIsDown(World world) {
        ServiceFolder service = world.service("a").recorder().down();
        for (char command : "uotkpchaiq12dx".toCharArray()) {
            note(service, command, 0);
        }
        world.supervise(service);
        service.awaitStat("down");
        service.send("tkchaiq12d");
        service.send("p").awaitStat("down, paused");
        service.send("c").awaitStat("down");
        assertEquals("", service.content("noted"));
        service.send("u").awaitReady();
        awaitNoted(service, "u");
    }

    /** "The control of the optional log service cannot be customized." */
    @Conformance
    void theLoggersControlIsNotCustomized(World world) {
        ServiceFolder service = world.service("a").sleeper();
        note(service, 'h', 0);
        ServiceFolder log = service.log().recorder();
        note(log, 'h', 0);
        note(log, 'u', 0);
        world.supervise(service);
        log.awaitReady();
        log.send("h").awaitSignals("HUP");
        assertEquals("", log.content("noted"));
        assertEquals("", service.content("noted"));
    }

    /** Further characters wait for a slow script and are carried out after it, in order. */
    @Conformance
    void charactersWaitForASlowScript(World world) {
        ServiceFolder service = world.service("a").recorder();
        world.shell("mkfifo " + service.file("gate"));
        service.control('h', "echo in >>order; cat gate >>order; exit 1");
        service.control('1', "echo 1 >>order; exit 1");
        world.supervise(service);
        service.awaitReady();
        service.send("h1");
        service.awaitLines("order", "in");
        service.send("2");
        assertEquals(List.of("ready"), service.signals());
        world.shell("echo out >" + service.file("gate"));
        service.awaitLines("order", "in", "out", "1");
        Eventually.until("all three arrived", () -> service.signals().containsAll(List.of("HUP", "USR1", "USR2")));
    }

    /** A service that dies while its control/t runs is started again once, and is not signalled by the late TERM. */
    @Conformance
    void aServiceThatDiesDuringItsScriptIsNotSignalled(World world) {
        ServiceFolder service = world.service("a").recorder().notesFinish();
        world.shell("mkfifo " + service.file("gate"));
        service.control('t', "echo in >>order; cat gate; exit 1");
        world.supervise(service);
        long pid = service.awaitReady();
        service.send("t").awaitLines("order", "in");
        world.signal(pid, "KILL");
        Eventually.until("dead", () -> !Pids.alive(pid));
        world.shell("echo >" + service.file("gate"));
        service.awaitReady(2);
        service.awaitRunning(pid);
        service.awaitLines("finished", "-1 9");
        service.send("1").awaitSignals("USR1");
    }

    private static void note(ServiceFolder service, char command, int exit) {
        service.control(command, ":" + NOTE + "; exit " + exit);
    }

    private static void awaitNoted(ServiceFolder service, String commands) {
        List<String> expected = commands.chars()
                .mapToObj(command -> (char) command + " " + service.path())
                .toList();
        Eventually.equal("noted", expected, () -> service.lines("noted"));
    }
}
