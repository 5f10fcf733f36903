package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;

/** Every character of the control pipe, in every state. Source: runsv(8), CONTROL. */
final class ControlTest {

    /** c h a i q 1 2: the signal arrives, state and want stay. */
    @Conformance({
        Supervision.C_RUNSV,
        Supervision.C_RUNSVDIR,
        Supervision.RUNSV,
        Supervision.HOSTED,
        Supervision.ISOLATED
    })
    void sendsTheSignalOfEachCharacter(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        service.send("h").awaitSignals("HUP");
        service.send("a").awaitSignals("HUP", "ALRM");
        service.send("i").awaitSignals("HUP", "ALRM", "INT");
        service.send("q").awaitSignals("HUP", "ALRM", "INT", "QUIT");
        service.send("1").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1");
        service.send("2").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2");
        service.send("c").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2", "CONT");
        service.awaitStatus("0 u 0 1");
        assertEquals("run", service.stat());
        assertEquals(pid, service.pid());
    }

    /** "t: send it a TERM signal": no CONT comes with it, and the service is started again. */
    @Conformance
    void tSendsTermAloneAndTheServiceIsRestarted(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        long pid = service.awaitReady();
        service.send("t").awaitSignals("TERM");
        service.awaitStat("run, got TERM");
        service.send("1").awaitSignals("TERM", "USR1");
        service.send("t").awaitSignals("TERM", "USR1", "TERM");
        service.awaitStatus("0 u 1 1");

        service.remove("stay").send("t").awaitReady(2);
        service.awaitRunning(pid);
        service.awaitStatus("0 u 0 1");
        service.awaitLines("finished", "3 0");
    }

    /** "d: send it a TERM signal, and then a CONT signal. After it stops, do not restart service." */
    @Conformance
    void dSendsTermThenCont(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        service.awaitReady();
        service.send("d").awaitSignalsInAnyOrder("TERM", "CONT");
        service.awaitStat("run, got TERM, want down");
        service.send("d").awaitSignalsInAnyOrder("TERM", "CONT", "TERM", "CONT");

        service.remove("stay").send("d").awaitStat("down");
        service.awaitLines("finished", "3 0");
        service.awaitStatus("0 d 0 0");
        staysDown(service);
    }

    /** A stopped process gets TERM only after CONT: d ends a paused service. */
    @Conformance
    void dEndsAPausedService(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().notesFinish());
        long pid = service.awaitReady();
        service.send("p").awaitStat("run, paused");
        Eventually.equal("stopped", 'T', () -> Pids.state(pid));
        service.send("d").awaitStat("down");
        service.awaitLines("finished", "3 0");
        assertFalse(Pids.alive(pid));
    }

    @Conformance
    void pStopsAndCContinues(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        service.send("p").awaitStat("run, paused");
        Eventually.equal("stopped", 'T', () -> Pids.state(pid));
        service.send("p1").awaitStatus("1 u 0 1");
        assertEquals(List.of("ready"), service.signals(), "a stopped process handles nothing");
        service.send("c").awaitStat("run");
        Eventually.until("continued", () -> Pids.state(pid) != 'T');
        Eventually.until("USR1 and CONT arrived", () -> service.signals().containsAll(List.of("USR1", "CONT")));
        assertEquals(pid, service.pid());
    }

    /** u on a running service changes want only: no signal, the pause stays. */
    @Conformance
    void uOnARunningServiceOnlyWantsItUp(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        service.send("o").awaitStat("run, want down");
        service.send("u").awaitStat("run");
        service.send("p").awaitStat("run, paused");
        service.send("u2").awaitStatus("1 u 0 1");
        assertEquals("run, paused", service.stat());
        service.send("c").awaitStat("run");
    }

    /** "o: If the service is not running, start it. Do not restart it if it stops." */
    @Conformance
    void oStartsOnceAndDoesNotRestart(World world) {
        ServiceFolder service =
                world.supervise(world.service("a").recorder().notesFinish().down());
        service.awaitStat("down");
        service.send("o").awaitStat("run, want down");
        service.awaitReady();
        service.awaitStatus("0 d 0 1");
        service.send("t").awaitStat("down");
        service.awaitLines("finished", "3 0");
        staysDown(service);
    }

    @Conformance
    void oOnARunningServiceSendsNothing(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        service.send("o").awaitStat("run, want down");
        service.send("1").awaitSignals("USR1");
        assertEquals(pid, service.pid());
        service.send("k").awaitStat("down");
    }

    @Conformance
    void kKillsAndTheServiceIsRestarted(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        long pid = service.awaitReady();
        service.send("k").awaitReady(2);
        assertFalse(Pids.alive(pid));
        service.awaitLines("finished", "-1 9");
        service.awaitStatus("0 u 0 1");
    }

    @Conformance
    void kEndsAServiceThatIgnoresTermAndIsWantedDown(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        service.awaitReady();
        service.send("d").awaitStat("run, got TERM, want down");
        service.send("k").awaitStat("down");
        service.awaitLines("finished", "-1 9");
        staysDown(service);
    }

    @Conformance
    void uStartsAServiceThatIsDown(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder().down());
        service.awaitStat("down");
        service.send("u").awaitReady();
        service.awaitStatus("0 u 0 1");
        service.send("d").awaitStat("down");
        service.send("u").awaitReady(2);
        service.awaitStatus("0 u 0 1");
    }

    /** Signals are sent only "if the service is running". */
    @Conformance
    void signalsToAServiceThatIsDownDoNothing(World world) {
        ServiceFolder service =
                world.supervise(world.service("a").recorder().notesFinish().down());
        service.awaitStat("down");
        Status before = service.status();
        service.send("tkchaiq12d");
        service.send("p").awaitStat("down, paused");
        service.awaitStatus("1 d 0 0");
        service.send("c").awaitStat("down");
        Eventually.equal("the status", before, service::status);
        assertEquals(List.of(), service.lines("signals"));
        assertEquals(List.of(), service.lines("finished"));
    }

    /** ./finish is no part of the service: it gets no signal. */
    @Conformance
    void finishGetsNoSignal(World world) {
        ServiceFolder service = world.service("a").recorder();
        service.executable("finish", """
                #!/usr/bin/perl
                open my $log, '>>', 'finish-signals';
                for my $name (qw(HUP INT QUIT USR1 USR2 ALRM TERM CONT)) {
                    $SIG{$name} = sub { syswrite $log, "$name\\n" };
                }
                syswrite $log, "ready\\n";
                select undef, undef, undef, 0.01 while ! -e 'go';
                """);
        world.supervise(service);
        service.awaitReady();
        service.send("t").awaitStat("finish");
        service.awaitLines("finish-signals", "ready");
        long finish = service.awaitFinish();
        service.send("tchaiq12");
        service.send("p").awaitStat("finish, paused");
        service.awaitStatus("1 u 0 2");
        service.send("c").awaitStat("finish");
        assertTrue(Pids.alive(finish));
        assertEquals(List.of("ready"), service.lines("finish-signals"));
        service.text("go", "").awaitReady(2);
        service.awaitStatus("0 u 0 1");
        assertEquals(List.of("ready"), service.lines("finish-signals"));
    }

    /** d during ./finish: it ends by itself, then the service is down. */
    @Conformance
    void dDuringFinishLeavesTheServiceDown(World world) {
        ServiceFolder service =
                world.service("a").recorder().finish("echo \"$*\" >>finished; test -e go || exec cat gate");
        world.shell("mkfifo " + service.file("gate"));
        world.supervise(service);
        service.awaitReady();
        long finish = service.send("t").awaitFinish();
        service.send("d");
        Eventually.equal("want", 'd', () -> service.status().want());
        assertTrue(Pids.alive(finish));
        world.shell("echo >" + service.file("gate"));
        service.awaitStat("down");
        Eventually.until("finish ended", () -> !Pids.alive(finish));
        staysDown(service);
        service.awaitLines("finished", "3 0");
    }

    /** x during ./finish on a program of its own: it exits after ./finish. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xDuringFinishExitsAfterIt(World world) {
        ServiceFolder service = world.service("a").recorder().finish("exec cat gate");
        world.shell("mkfifo " + service.file("gate"));
        world.supervise(service);
        service.awaitReady();
        service.send("t").awaitStat("finish");
        service.send("x").awaitStat("finish, want exit");
        service.awaitStatus("0 d 0 2");
        assertTrue(world.supervisor().isAlive());
        world.shell("echo >" + service.file("gate"));
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.stat());
    }

    /** "x: send it a TERM signal, and then a CONT signal." Then, with no log service, runsv exits 0. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xEndsServiceAndRunsv(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        service.awaitReady();
        service.send("x").awaitSignalsInAnyOrder("TERM", "CONT");
        service.awaitStat("run, got TERM, want exit");
        service.awaitStatus("0 d 1 1");
        service.remove("stay").send("x");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.stat());
        service.awaitLines("finished", "3 0");
        assertEquals("0 d 0 0", service.status().flags());
    }

    /** C takes its own KILL for the end: it exits without ./finish and leaves stat as it was. Ours waits. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void kAfterXEndsServiceAndRunsv(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "").notesFinish();
        world.supervise(service);
        long pid = service.awaitReady();
        service.send("x").awaitStat("run, got TERM, want exit");
        service.send("k");
        assertEquals(0, World.awaitExit(world.supervisor()));
        Eventually.until("killed", () -> !Pids.alive(pid));
        if (world.ours()) {
            assertEquals("down", service.stat());
            service.awaitLines("finished", "-1 9");
        }
    }

    /** C takes a k during ./finish for the end and starts a second script beside it; ours lets ./finish end. */
    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void kDuringFinishDoesNothing(World world) {
        ServiceFolder service = world.service("a").recorder().finish("exec cat gate");
        world.shell("mkfifo " + service.file("gate"));
        world.supervise(service);
        service.awaitReady();
        long finish = service.send("t").awaitFinish();
        service.send("kuk").send("p").awaitStat("finish, paused");
        assertTrue(Pids.alive(finish));
        service.send("c").awaitStatus("0 u 0 2");
        assertEquals(List.of("ready", "TERM"), service.signals());
        world.shell("echo >" + service.file("gate"));
        service.awaitReady(2);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void xOnAServiceThatIsDownExits(World world) {
        ServiceFolder service =
                world.supervise(world.service("a").recorder().notesFinish().down());
        service.awaitStat("down");
        service.send("x");
        assertEquals(0, World.awaitExit(world.supervisor()));
        assertEquals("down", service.stat());
        assertEquals(List.of(), service.lines("finished"));
    }

    /** "If the service stops, restart it": an u takes an x back. */
    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void uTakesAnExitBack(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        service.send("x").awaitStat("run, got TERM, want exit");
        service.send("u").awaitStat("run, got TERM");
        service.send("k").awaitReady(2);
        assertTrue(world.supervisor().isAlive());
    }

    /** The log service has a control pipe of its own, with the same characters. */
    @Conformance
    void theLoggerIsControlledTheSameWay(World world) {
        ServiceFolder service = world.service("a").sleeper();
        ServiceFolder log = service.log().recorder();
        world.supervise(service);
        long pid = log.awaitReady();
        // Signals that wait together arrive in the order of their numbers, so one after the other.
        log.send("h").awaitSignals("HUP");
        log.send("a").awaitSignals("HUP", "ALRM");
        log.send("i").awaitSignals("HUP", "ALRM", "INT");
        log.send("q").awaitSignals("HUP", "ALRM", "INT", "QUIT");
        log.send("1").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1");
        log.send("2").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2");
        log.send("c").awaitSignals("HUP", "ALRM", "INT", "QUIT", "USR1", "USR2", "CONT");
        log.send("p").awaitStat("run, paused");
        log.awaitStatus("1 u 0 1");
        log.send("c").awaitStat("run");
        log.send("t").awaitReady(2);
        assertFalse(Pids.alive(pid));
        log.send("d").awaitStat("down");
        log.awaitStatus("0 d 0 0");
        log.send("o").awaitStat("run, want down");
        log.awaitReady(3);
        log.send("u").awaitStat("run");
        log.send("k").awaitReady(4);
        assertEquals("run", service.stat());
    }

    /** "This command is ignored if it is given to service/log/supervise/control." */
    @Conformance
    void xGivenToTheLoggerIsIgnored(World world) {
        ServiceFolder service = world.service("a").sleeper();
        ServiceFolder log = service.log().recorder();
        world.supervise(service);
        long pid = log.awaitReady();
        log.send("x").send("1").awaitSignals("USR1");
        log.awaitStatus("0 u 0 1");
        assertEquals("run", log.stat());
        assertEquals(pid, log.pid());
        assertEquals("run", service.stat());
    }

    /** What is no command is skipped, a newline (echo instead of printf) included. */
    @Conformance
    void unknownCharactersAreIgnored(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        long pid = service.awaitReady();
        Status before = service.status();
        service.send("zUDOTK 39\n\0\u00ff-_!").send("h\n").awaitSignals("HUP");
        assertEquals(before, service.status());
        assertEquals(pid, service.pid());
    }

    /** All characters of one write count, in their order. */
    @Conformance
    void aBurstIsCarriedOutInOrder(World world) {
        ServiceFolder service = world.service("a").recorder().text("stay", "");
        world.supervise(service);
        service.awaitReady();
        service.send("odup").awaitStat("run, paused, got TERM");
        service.awaitStatus("1 u 1 1");
        service.send("cx").awaitStat("run, got TERM, want exit");
        service.send("u").awaitStat("run, got TERM");
    }

    /** More characters than one read takes, among them many that mean nothing. */
    @Conformance
    void aLongBurstLosesNothing(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        service.send("z".repeat(4000) + "h").awaitSignals("HUP");
        service.send("o".repeat(2000) + "u1");
        Eventually.until("USR1 arrived", () -> service.signals().contains("USR1"));
        service.awaitStatus("0 u 0 1");
    }

    /** Writers that come and go, as many shells would. */
    @Conformance
    void manyWritersAreServed(World world) {
        ServiceFolder service = world.supervise(world.service("a").recorder());
        service.awaitReady();
        for (int writer = 1; writer <= 20; writer++) {
            int times = writer;
            service.send("h");
            Eventually.until(
                    "HUP " + times,
                    () -> service.signals().stream().filter("HUP"::equals).count() == times);
        }
        assertEquals(
                0,
                world.shell("printf 1 >" + service.supervise().resolve("control"))
                        .exit());
        Eventually.until("USR1 arrived", () -> service.signals().contains("USR1"));
    }

    private static void staysDown(ServiceFolder service) {
        Eventually.holds("stays down", Duration.ofMillis(1300), () -> "down".equals(service.stat()));
    }
}
