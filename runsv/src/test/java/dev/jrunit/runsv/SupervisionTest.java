package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Want;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The machine's effects on the system: processes, files and the control FIFO of a service without logger. */
class SupervisionTest {
    private final OneService service = new OneService();

    @Test
    void startsRunInTheServiceDirectoryAndASessionOfItsOwn() throws Exception {
        service.start();
        SpawnRequest request = service.run().request();
        assertEquals("./run", request.program());
        assertEquals(List.of("./run"), request.arguments());
        assertNull(request.environment());
        assertNull(request.subdirectory());
        assertEquals(SpawnRequest.INHERIT, request.stdin());
        assertEquals(SpawnRequest.INHERIT, request.stdout());
        assertTrue(request.newSession());
        assertEquals(List.of(), service.reports);
    }

    @Test
    void startsNothingWhereThereIsADownFile() throws Exception {
        service.disk.file("/service/down", "");
        service.start();
        assertEquals(List.of(), service.fake.children());
        assertEquals("down\n", service.stat());
        assertEquals(Want.DOWN, service.status().want());
        assertEquals("", service.disk.content("/service/supervise/pid"));
        assertTrue(service.disk.isListenedTo("/service/supervise/ok"));
        service.send("u");
        assertEquals("run\n", service.stat());
    }

    @Test
    void writesPidThenStatThenStatusEachByRename() throws Exception {
        service.start();
        service.fake.clearJournal();
        service.send("d");
        service.end(service.run());
        assertEquals(
                List.of(
                        "kill 2000 TERM",
                        "kill 2000 CONT",
                        "create /service/supervise/stat.new",
                        "rename /service/supervise/stat",
                        "create /service/supervise/status.new",
                        "rename /service/supervise/status",
                        "create /service/supervise/pid.new",
                        "rename /service/supervise/pid"),
                service.fake.journal().subList(0, 8));
        assertEquals("down\n", service.stat());
    }

    @Test
    void writesThePidOnlyWhenItChanges() throws Exception {
        service.start();
        FileStat before = service.disk.stat("/service/supervise/pid");
        service.send("pctd");
        assertEquals(before, service.disk.stat("/service/supervise/pid"));
        service.end(service.run());
        assertNotEquals(before, service.disk.stat("/service/supervise/pid"));
        assertEquals("", service.disk.content("/service/supervise/pid"));
    }

    @Test
    void writesNothingWhereNothingHappens() throws Exception {
        service.start();
        service.fake.clearJournal();
        service.driver.advanceMillis(3_600_000);
        service.send("z\n");
        assertEquals(List.of(), service.fake.journal());
        assertEquals(-1, service.driver.waitMillis());
    }

    @Test
    void statusTellsWhatStatAndPidTell() throws Exception {
        service.start();
        ServiceStatus status = service.status();
        assertEquals(State.RUN, status.state());
        assertEquals(service.run().pid(), status.pid());
        assertEquals(Want.UP, status.want());
        service.send("p");
        assertTrue(service.status().paused());
        assertEquals(List.of(Signal.STOP), service.run().signals());
    }

    @Test
    void sendsTheSignalOfEachCommand() throws Exception {
        service.start();
        service.send("pchaiq12kt");
        assertEquals(
                List.of(
                        Signal.STOP,
                        Signal.CONT,
                        Signal.HUP,
                        Signal.ALRM,
                        Signal.INT,
                        Signal.QUIT,
                        Signal.USR1,
                        Signal.USR2,
                        Signal.KILL,
                        Signal.TERM),
                service.run().signals());
    }

    @Test
    void takesAnyNumberOfCommandsAtOnce() throws Exception {
        service.start();
        service.send("1".repeat(1000));
        assertEquals(1000, service.run().signals().size());
    }

    @Test
    void aQuickEndIsFollowedByAStartASecondLater() throws Exception {
        service.start();
        FakeChild first = service.run();
        service.end(first);
        assertEquals("down\n", service.stat());
        service.driver.advanceMillis(999);
        assertEquals(0, service.fake.living("/service/run"));
        service.driver.advanceMillis(1);
        assertEquals(1, service.fake.living("/service/run"));
        service.driver.advanceMillis(1000);
        service.end(service.run());
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(3, service.fake.children().size());
    }

    @Test
    void finishHearsHowRunEnded() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        service.run().exit(7);
        service.driver.settle();
        assertEquals(List.of("./finish", "7", "0"), service.finish().request().arguments());
        assertEquals("finish\n", service.stat());
        assertEquals(service.finish().pid(), service.status().pid());
        service.end(service.finish());
        service.driver.advanceMillis(1000);
        service.run().die(Signal.QUIT, true);
        service.driver.settle();
        assertEquals(
                List.of("./finish", "-1", "131"), service.finish().request().arguments());
    }

    @Test
    void finishGetsNoSignalFromCommands() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        service.end(service.run());
        service.send("tkdhx");
        assertEquals(List.of(), service.finish().signals());
        assertEquals(0, service.ends);
        service.end(service.finish());
        assertEquals(1, service.ends);
    }

    @Test
    void aKillDoesNotLeadToASecondCopy() throws Exception {
        service.start();
        FakeChild first = service.run();
        first.exit(0);
        service.driver.advanceMillis(1000);
        service.send("k");
        service.driver.advanceMillis(10_000);
        assertEquals(1, service.fake.living("/service/run"));
        assertEquals(List.of(Signal.KILL), service.run().signals());
        assertEquals(List.of(), first.signals());
    }

    @Test
    void exitStopsTheServiceAndClosesEverything() throws Exception {
        service.start();
        service.send("x");
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals());
        assertEquals("run, got TERM, want exit\n", service.stat());
        assertEquals(0, service.ends);
        service.end(service.run());
        assertEquals(1, service.ends);
        assertTrue(service.supervision.hasEnded());
        assertEquals("down\n", service.stat());
        assertFalse(service.disk.isListenedTo("/service/supervise/ok"));
        assertFalse(service.disk.isLocked("/service/supervise/lock"));
        service.fake.assertNothingLeaked();
        service.driver.advanceMillis(60_000);
        assertEquals(1, service.ends);
    }

    @Test
    void exitOfAServiceThatIsDownComesAtOnce() throws Exception {
        service.disk.file("/service/down", "");
        service.start();
        service.send("x");
        assertEquals(1, service.ends);
        service.fake.assertNothingLeaked();
    }

    @Test
    void exitWhileARestartIsPendingStartsNothing() throws Exception {
        service.start();
        service.end(service.run());
        service.send("x");
        assertEquals(1, service.ends);
        service.driver.advanceMillis(5000);
        assertEquals(0, service.fake.living("/service/run"));
        service.fake.assertNothingLeaked();
    }

    @Test
    void aRequestToExitIsLikeTheCommand() throws Exception {
        service.start();
        service.supervision.requestExit();
        service.supervision.requestExit();
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals().subList(0, 2));
        service.end(service.run());
        assertEquals(1, service.ends);
        service.supervision.requestExit();
        service.fake.assertNothingLeaked();
    }

    @Test
    void theDirectoryOfAnEndedServiceCanBeSupervisedAgain() throws Exception {
        service.start();
        service.send("x");
        service.end(service.run());
        service.start();
        assertEquals("run\n", service.stat());
        assertEquals(1, service.fake.living("/service/run"));
    }
}
