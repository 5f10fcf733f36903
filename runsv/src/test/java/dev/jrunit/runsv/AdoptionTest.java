package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.ProcessStat;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.Faults;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Want;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A supervisor is killed, and the next one goes on with what it left. */
class AdoptionTest {
    private OneService service = new OneService();

    private void kill() throws Exception {
        service = service.killed().start();
    }

    private void withLogger() throws Exception {
        withLogger(new OneService());
    }

    private void withLogger(OneService begun) throws Exception {
        begun.disk.script("/service/log/run");
        service = begun.start();
    }

    // ---- the service lives ----

    @Test
    void whatLivesIsNotStartedAgain() throws Exception {
        service.start();
        service.driver.advanceMillis(5000);
        FakeChild run = service.run();
        ServiceStatus before = service.status();
        FileStat stat = service.disk.stat("/service/supervise/stat");
        FileStat pid = service.disk.stat("/service/supervise/pid");
        kill();
        service.driver.advanceMillis(5000);
        assertEquals(1, service.fake.children().size());
        assertTrue(run.isAlive());
        assertEquals(before, service.status());
        assertEquals(stat, service.disk.stat("/service/supervise/stat"), "its time is read as that of the start");
        assertEquals(pid, service.disk.stat("/service/supervise/pid"));
        assertEquals(List.of(), service.reports);
    }

    @Test
    void whatTookLongToStartIsNotStartedAgain() throws Exception {
        service.fake.startsTake(25);
        service.start();
        kill();
        service.driver.advanceMillis(2000);
        assertEquals(1, service.fake.children().size());
        assertTrue(service.run().isAlive());
    }

    @Test
    void whatWasStartedAfterTheFileHadBeenTakenAwayIsNotStartedAgain() throws Exception {
        service.start();
        service.disk.remove("/service/supervise/adopt");
        service.driver.advanceMillis(2000);
        service.end(service.run());
        assertEquals(2, service.fake.children().size());
        service.disk.remove("/service/supervise/adopt");
        service.send("p");
        kill();
        service.driver.advanceMillis(2000);
        assertEquals(2, service.fake.children().size());
        assertEquals(1, service.fake.living("/service/run"));
    }

    /** For want of descriptors (24), on a disk that is read-only now (30), or in a directory that cannot be entered (13). */
    @ParameterizedTest
    @ValueSource(ints = {13, 24, 30})
    void whatWasStartedWhileTheFileCouldNotBeOpenedIsNotStartedAgain(int errno) throws Exception {
        service.start();
        service.fake.faults().always("open", "/service/supervise/adopt", new Errno(errno));
        service.driver.advanceMillis(2000);
        service.end(service.run());
        assertEquals(2, service.fake.children().size());
        service.fake.faults().heal();
        kill();
        service.driver.advanceMillis(2000);
        assertEquals(2, service.fake.children().size());
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void itIsControlled() throws Exception {
        service.start();
        kill();
        service.send("1d");
        assertEquals(
                List.of(Signal.USR1, Signal.TERM, Signal.CONT), service.run().signals());
        assertEquals("run, got TERM, want down\n", service.stat());
        service.end(service.run());
        assertEquals("down\n", service.stat());
        assertEquals(1, service.fake.children().size());
        service.send("u");
        service.driver.advanceMillis(1000);
        assertEquals("run\n", service.stat());
        assertEquals(2, service.fake.children().size());
    }

    @Test
    void itsEndIsSeenAndFollowedByAStart() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        service.driver.advanceMillis(2000);
        kill();
        service.run().exit(3);
        service.driver.settle();
        assertEquals(List.of("./finish", "3", "0"), service.finish().request().arguments());
        service.end(service.finish());
        assertEquals("run\n", service.stat());
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void finishIsToldThatNobodyKnowsTheExitCode() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        kill();
        service.fake.others().tellNoEnds();
        service.run().exit(3);
        service.driver.settle();
        assertEquals(List.of("./finish", "-1", "0"), service.finish().request().arguments());
    }

    @Test
    void itIsPacedByItsRealStart() throws Exception {
        service.start();
        service.driver.advanceMillis(400);
        kill();
        service.end(service.run());
        assertEquals("down\n", service.stat());
        service.driver.advanceMillis(990);
        assertEquals(0, service.fake.living("/service/run"));
        service.driver.advanceMillis(10);
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void whatWasAskedOfItStays() throws Exception {
        service.disk.file("/service/timeout-kill", "3000\n");
        service.start();
        service.send("d");
        service.driver.advanceMillis(1000);
        kill();
        assertEquals("run, got TERM, want down\n", service.stat());
        service.driver.advanceMillis(1900);
        assertFalse(service.run().signals().contains(Signal.KILL));
        service.driver.advanceMillis(110);
        assertTrue(service.run().signals().contains(Signal.KILL));
        service.end(service.run());
        assertEquals("down\n", service.stat());
        service.driver.advanceMillis(5000);
        assertEquals(1, service.fake.children().size());
    }

    @Test
    void whatStartsOnceStartsOnce() throws Exception {
        service.disk.file("/service/down", "");
        service.start();
        service.send("o");
        kill();
        assertEquals(Want.DOWN, service.status().want());
        assertEquals(List.of(), service.run().signals());
        service.end(service.run());
        service.driver.advanceMillis(5000);
        assertEquals(1, service.fake.children().size());
    }

    @Test
    void whatIsDownStaysDown() throws Exception {
        service.start();
        service.send("d");
        service.end(service.run());
        kill();
        service.driver.advanceMillis(5000);
        assertEquals("down\n", service.stat());
        assertEquals(1, service.fake.children().size());
    }

    /** It was about to end; a supervisor that begins wants its services up. */
    @Test
    void oneThatWasStoppingAllServicesDoesNotKeepThemFromStarting() throws Exception {
        service.start();
        service.supervision.requestExit();
        service.driver.settle();
        assertEquals("run, got TERM, want exit\n", service.stat());
        kill();
        assertEquals("run, got TERM\n", service.stat());
        service.end(service.run());
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void anAdoptedServiceIsAdoptedAgain() throws Exception {
        service.start();
        kill();
        kill();
        kill();
        assertEquals(1, service.fake.children().size());
        service.send("d");
        service.end(service.run());
        assertEquals("down\n", service.stat());
    }

    @Test
    void nothingLeaksWhenItEnds() throws Exception {
        service = OneService.withLogger().start();
        kill();
        service.supervision.requestExit();
        service.driver.settle();
        service.end(service.run());
        service.end(service.logger());
        assertEquals(1, service.ends);
        service.fake.assertNothingLeaked();
        assertFalse(service.disk.exists("/service/supervise/adopt"));
        assertFalse(service.disk.exists("/service/log/supervise/adopt"));
    }

    // ---- the service died meanwhile ----

    @Test
    void anEndThatNobodySawIsFollowedByFinishAndAStart() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        service.driver.advanceMillis(2000);
        OneService heir = service.killed();
        service.run().exit(0);
        service = heir.start();
        assertEquals(List.of("./finish", "-1", "0"), service.finish().request().arguments());
        service.end(service.finish());
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void anotherProcessWithItsPidIsLeftAlone() throws Exception {
        service.start();
        FakeChild run = service.run();
        OneService heir = service.killed();
        run.exit(0);
        service.fake.others().addStranger(new ProcessStat(run.pid(), 1, run.pid(), run.start() + 1, false));
        service = heir.start();
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/service/run"));
        assertNotEquals(run.pid(), service.status().pid());
        service.send("k");
        assertEquals(List.of(), run.signals());
    }

    @Test
    void afterABootNothingIsAdopted() throws Exception {
        service.start();
        FakeChild run = service.run();
        OneService heir = service.killed();
        run.exit(0);
        service.fake.others().setOrigin("another/1");
        service.fake.others().addStranger(new ProcessStat(run.pid(), 1, run.pid(), run.start(), false));
        service = heir.start();
        service.driver.advanceMillis(1000);
        assertNotEquals(run.pid(), service.status().pid());
        service.send("k");
        assertEquals(List.of(), run.signals());
    }

    @Test
    void aCopyOfADirectoryAdoptsNothing() throws Exception {
        service.start();
        String line = service.disk.content("/service/supervise/adopt");
        OneService copy = new OneService();
        copy.disk.file("/service/supervise/adopt", line);
        copy.start();
        assertEquals(State.RUN, copy.status().state());
        assertEquals(1, copy.fake.children().size());
        assertEquals(List.of(), copy.reports);
    }

    @Test
    void rubbishAdoptsNothing() throws Exception {
        service.start();
        String line = service.disk.content("/service/supervise/adopt").strip();
        service.supervision.requestExit();
        service.driver.settle();
        service.end(service.run());
        for (String rubbish : new String[] {
            "",
            "\n",
            "1",
            "x".repeat(10_000),
            line + " 5",
            line.substring(0, line.length() - 2),
            line.replace('U', 'V'),
            line.replace(" run ", " ran "),
            "2" + line.substring(1),
            "\0".repeat(512)
        }) {
            service.disk.file("/service/supervise/adopt", rubbish);
            service = service.killed().start();
            assertEquals("run\n", service.stat(), rubbish);
            assertEquals(List.of(), service.reports, rubbish);
            service.end(service.run());
            service.driver.advanceMillis(1000);
            assertEquals(1, service.fake.living("/service/run"), rubbish);
            service.end(service.run());
        }
    }

    // ---- the file is lost ----

    private static final String ADOPT = "/service/supervise/adopt";

    private void loseFile(String how) {
        String line = service.disk.content(ADOPT);
        switch (how) {
            case "removed" -> service.disk.remove(ADOPT);
            case "random" -> service.disk.file(ADOPT, "\u00f7\0\u0003 1 x\n");
            case "cut" -> service.disk.file(ADOPT, line.substring(0, 100));
            case "of another service" -> service.disk.file(ADOPT, line.replaceFirst(":\\d+ run", ":99999 run"));
            default -> service.disk.file(ADOPT, how);
        }
        if (service.disk.exists(ADOPT)) {
            service.disk.permissions(ADOPT, 0600);
        }
    }

    @Test
    void theLineOfItsLoggerIsNotTheServices() throws Exception {
        withLogger();
        ServiceStatus before = service.status();
        service.disk.file(ADOPT, service.disk.content("/service/log/supervise/adopt"));
        service.disk.permissions(ADOPT, 0600);
        kill();
        assertEquals(before, service.status());
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(1, service.fake.living("/service/log/run"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"removed", "random", "cut", "of another service"})
    void withoutTheLineTheStatusTellsWhatRuns(String how) throws Exception {
        service.start();
        service.driver.advanceMillis(400);
        ServiceStatus before = service.status();
        loseFile(how);
        kill();
        service.driver.advanceMillis(100);
        assertEquals(1, service.fake.children().size());
        assertEquals(before, service.status());
        service.send("1");
        assertEquals(List.of(Signal.USR1), service.run().signals());
        service.end(service.run());
        service.driver.advanceMillis(990);
        assertEquals(0, service.fake.living("/service/run"), "it is paced by its real start");
        service.driver.advanceMillis(10);
        assertEquals(1, service.fake.living("/service/run"));
        kill();
        assertEquals(2, service.fake.children().size(), "the line has been written again");
        service.supervision.requestExit();
        service.driver.settle();
        service.end(service.run());
        service.fake.assertNothingLeaked();
    }

    @Test
    void aLineOfYesterdayDoesNotHideWhatRunsNow() throws Exception {
        service.start();
        String line = service.disk.content(ADOPT);
        service.driver.advanceMillis(2000);
        service.end(service.run());
        loseFile(line);
        kill();
        service.driver.advanceMillis(5000);
        assertEquals(2, service.fake.children().size());
        assertEquals(service.run().pid(), service.status().pid());
    }

    @Test
    void itsFinishGoesOnTooAndItsLimits() throws Exception {
        service.disk.script("/service/finish");
        service.disk.file("/service/timeout-kill", "3000\n");
        service.start();
        service.end(service.run());
        loseFile("removed");
        kill();
        assertEquals("finish\n", service.stat());
        assertEquals(2, service.fake.children().size());
        service.end(service.finish());
        service.driver.advanceMillis(1000);
        loseFile("removed");
        kill();
        service.send("d");
        service.driver.advanceMillis(3010);
        assertTrue(service.run().signals().contains(Signal.KILL));
    }

    @Test
    void theLogPipeIsFoundByWhoHasIt() throws Exception {
        withLogger();
        FakeChild logger = service.logger();
        loseFile("removed");
        service.disk.remove("/service/log/supervise/adopt");
        kill();
        service.driver.advanceMillis(5000);
        assertEquals(2, service.fake.children().size());
        service.run().exit(0);
        service.driver.advanceMillis(1000);
        assertTrue(service.run().writesTo(logger));
        logger.exit(0);
        service.driver.advanceMillis(1000);
        assertTrue(service.run().writesTo(service.logger()));
    }

    @Test
    void theLoggerTellsThePipeWhereNothingIsKnownOfTheService() throws Exception {
        withLogger();
        service.send("d");
        service.end(service.run());
        loseFile("removed");
        kill();
        service.driver.advanceMillis(1000);
        service.send("u");
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(1, service.fake.living("/service/log/run"));
        assertTrue(service.run().writesTo(service.logger()));
    }

    @Test
    void withoutTheLineAProcessThatWorksElsewhereIsLeftAlone() throws Exception {
        service.start();
        FakeChild run = service.run();
        OneService heir = service.killed();
        run.exit(0);
        service.fake.others().addStranger(new ProcessStat(run.pid(), 1, run.pid(), run.start() + 1, false));
        loseFile("removed");
        service = heir.start();
        service.driver.advanceMillis(1000);
        assertNotEquals(run.pid(), service.status().pid());
        service.send("k");
        assertEquals(List.of(), run.signals());
    }

    // ---- killed in the middle of something ----

    private void isKilledWhileItStartsTheService() throws Exception {
        service.disk.file("/service/down", "");
        service.start();
        service.fake.faults().killAfter("spawn", "/service/run");
        assertTrue(OneService.isKilledBy(() -> service.send("u")));
    }

    @Test
    void aStartOfThatVeryInstantIsFound() throws Exception {
        isKilledWhileItStartsTheService();
        assertEquals(1, service.fake.living("/service/run"));
        kill();
        service.driver.advanceMillis(5000);
        assertEquals(1, service.fake.children().size());
        assertEquals("run\n", service.stat());
        assertEquals(service.run().pid(), service.status().pid());
        service.end(service.run());
        assertEquals("run\n", service.stat());
    }

    /** Where it works by now cannot tell. */
    @Test
    void aStartOfThatVeryInstantIsFoundByItsPipe() throws Exception {
        withLogger();
        FakeChild logger = service.logger();
        service.driver.advanceMillis(1000);
        service.run().exit(0);
        service.fake.faults().killAfter("spawn", "/service/run");
        assertTrue(OneService.isKilledBy(service.driver::settle));
        service.run().changeDirectory("/");
        kill();
        service.driver.advanceMillis(5000);
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(service.run().pid(), service.status().pid());
        assertTrue(service.run().writesTo(logger));
    }

    /** Nobody else has the pipe that it was given. */
    @Test
    void theLogPipeOfAStartOfThatVeryInstantGoesOn() throws Exception {
        withLogger();
        service.driver.advanceMillis(1000);
        service.run().exit(0);
        service.fake.faults().killAfter("spawn", "/service/run");
        assertTrue(OneService.isKilledBy(service.driver::settle));
        OneService heir = service.killed();
        service.logger().exit(0);
        service.run().write(1, "first words\n");
        service = heir.start();
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/service/run"));
        assertTrue(service.run().writesTo(service.logger()));
        assertEquals("first words\n", service.logger().read(0));
    }

    /** And a script may be the only one that has it. */
    @Test
    void theLogPipeOfAScriptGoesOn() throws Exception {
        service.disk.file("/service/down", "");
        service.disk.script("/service/control/u");
        withLogger(service);
        service.send("u");
        OneService heir = service.killed();
        service.logger().exit(0);
        service = heir.start();
        service.driver.advanceMillis(1000);
        assertTrue(service.script('u').writesTo(service.logger()));
        service.end(service.script('u'));
        assertTrue(service.run().writesTo(service.logger()));
    }

    /** It is written down before the service is started, and need not be looked for. */
    @Test
    void theLoggerIsKnownWhenTheServiceIsStarted() throws Exception {
        service = OneService.withLogger();
        service.fake.faults().killAfter("spawn", "/service/run");
        assertThrows(Faults.Killed.class, service::start);
        String[] words = service.disk.content("/service/log/supervise/adopt").split(" ", -1);
        assertEquals(Integer.toString(service.logger().pid()), words[4]);
        service.logger().changeDirectory("/");
        kill();
        service.driver.advanceMillis(5000);
        assertEquals(1, service.fake.living("/service/log/run"));
        assertEquals(1, service.fake.living("/service/run"));
        assertTrue(service.run().writesTo(service.logger()));
    }

    /** It may work in the service directory, and was started since. */
    @Test
    void aSupervisorDoesNotAdoptItself() throws Exception {
        isKilledWhileItStartsTheService();
        OneService heir = service.killed();
        heir.fake.others().setOwn(heir.disk.stat("/service").id(), service.run().start());
        service.run().exit(0);
        service = heir.start();
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(service.run().pid(), service.status().pid());
    }

    /** Of another user, where root is not allowed everything: it goes on, and somebody has to know. */
    @Test
    void aPipeThatMayNotBeOpenedIsTold() throws Exception {
        withLogger();
        FakeChild run = service.run();
        OneService heir = service.killed();
        service.logger().exit(0);
        heir.fake.others().hide(run.pid());
        service = heir.start();
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(
                List.of("warning: what process " + run.pid() + " writes is not seen until it is started again: access"
                        + " denied"),
                service.reports);
        service.driver.advanceMillis(1000);
        service.end(run);
        assertTrue(service.run().writesTo(service.logger()));
    }

    @Test
    void aStartThatDidNotTakePlaceTakesPlace() throws Exception {
        isKilledWhileItStartsTheService();
        OneService heir = service.killed();
        service.run().exit(0);
        service = heir.start();
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void aFinishGoesOn() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        service.run().exit(1);
        service.driver.settle();
        assertEquals("finish\n", service.stat());
        kill();
        assertEquals("finish\n", service.stat());
        assertEquals(service.finish().pid(), service.status().pid());
        service.end(service.finish());
        service.driver.advanceMillis(1000);
        assertEquals("run\n", service.stat());
        assertEquals(3, service.fake.children().size());
    }

    @Test
    void aScriptGoesOn() throws Exception {
        service.disk.script("/service/control/t");
        service.start();
        service.send("t");
        kill();
        service.send("1");
        assertEquals(List.of(), service.run().signals(), "no command is taken while a script runs");
        service.end(service.script('t'));
        assertEquals(List.of(Signal.USR1), service.run().signals(), "the script did what TERM does");
    }

    @Test
    void aScriptThatEndedUnseenCountsAsFailed() throws Exception {
        service.disk.script("/service/control/t");
        service.start();
        service.send("t");
        OneService heir = service.killed();
        service.script('t').exit(0);
        service = heir.start();
        assertEquals(List.of(Signal.TERM), service.run().signals());
    }

    // ---- loggers ----

    @Test
    void thePipeGoesOnBetweenBoth() throws Exception {
        withLogger();
        FakeChild first = service.run();
        FakeChild logger = service.logger();
        first.write(1, "a\n");
        kill();
        first.write(1, "b\n");
        assertEquals(2, service.fake.children().size());
        assertEquals("a\nb\n", logger.read(0));
        first.exit(0);
        service.driver.advanceMillis(1000);
        assertTrue(service.run().writesTo(logger));
        logger.exit(0);
        service.driver.advanceMillis(1000);
        assertTrue(service.run().writesTo(service.logger()));
    }

    /** A new pipe would have no writer, and the old one no reader. */
    @Test
    void whereNobodyCanTellThePipeItIsTriedAgain() throws Exception {
        withLogger();
        OneService heir = service.killed();
        heir.fake.faults().once("stat", "/proc/" + service.run().pid() + "/fd/0", Errno.EIO);
        assertThrows(SupervisionException.class, heir::start);
        FakeChild first = service.run();
        service = heir.killed().start();
        assertEquals(2, service.fake.children().size());
        service.end(first);
        service.driver.advanceMillis(1000);
        assertTrue(service.run().writesTo(service.logger()));
    }

    @Test
    void linesWaitForALoggerThatDiedToo() throws Exception {
        withLogger();
        service.driver.advanceMillis(2000);
        OneService heir = service.killed();
        service.logger().exit(0);
        service.run().write(1, "nobody reads\n");
        service = heir.start();
        assertEquals(1, service.fake.living("/service/log/run"));
        assertEquals("nobody reads\n", service.logger().read(0));
    }

    @Test
    void linesWaitForTheLoggerOfAServiceThatDied() throws Exception {
        withLogger();
        service.driver.advanceMillis(2000);
        OneService heir = service.killed();
        service.run().write(1, "last words\n");
        service.run().exit(0);
        service = heir.start();
        assertEquals(1, service.fake.living("/service/run"));
        assertTrue(service.run().writesTo(service.logger()));
        assertEquals("last words\n", service.logger().read(0));
    }

    // ---- trouble ----

    @Test
    void withoutRoomForTheFileAServiceRunsAllTheSame() throws Exception {
        service.fake.faults().always("open", "/service/supervise/adopt", Errno.ENOSPC);
        service.start();
        assertEquals("run\n", service.stat());
        service.driver.advanceMillis(10_000);
        assertEquals(List.of("warning: unable to open supervise/adopt: out of disk space"), service.reports);
        service.fake.faults().heal();
        service.driver.advanceMillis(1000);
        kill();
        assertEquals(1, service.fake.children().size());
    }
}
