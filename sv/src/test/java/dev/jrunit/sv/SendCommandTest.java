package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.protocol.ServiceStatus;
import dev.jrunit.protocol.State;
import dev.jrunit.protocol.Want;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Source: sv(8), COMMANDS, Commands compatible to LSB init script actions, Additional Commands, and OPTIONS. */
class SendCommandTest {
    private final FakePosix system = new FakePosix();
    private final FakeTime time = new FakeTime();
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final Reports reports = new Reports(new Output(stdout), new Output(stdout), time, fd -> false);

    private FakeService running(String name) throws Exception {
        return new FakeService(system, name).supervise(FakeService.running(FakeTime.stamp(-9000)));
    }

    private FakeService down(String name) throws Exception {
        return new FakeService(system, name).supervise(FakeService.down(FakeTime.stamp(-9000)));
    }

    private Service none(String name) {
        return new Service(system.posix(), name, Service.pathOf(name, FakeService.DIRECTORY));
    }

    private int wait(Action action, long seconds, Service... services) {
        return new SendCommand(action, reports, time).runAndWait(List.of(services), system.posix(), seconds);
    }

    private String printed() {
        return stdout.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void saysNothingWithoutWaiting() throws Exception {
        FakeService web = running("web");
        assertEquals(0, new SendCommand(Action.DOWN, reports, time).run(List.of(web.service())));
        assertEquals("", printed());
        assertEquals("d", web.received());
        assertEquals(0, time.millis());
    }

    /** The service directory may be somebody else's, and sv root's. */
    @Test
    void writesToNothingButAFifo() throws Exception {
        FakeService web = running("web");
        system.disk().file("/etc/passwd", "root:x:0:0");
        system.disk().remove(web.path("supervise/control"));
        system.disk().link(web.path("supervise/control"), "/etc/passwd");
        assertEquals(1, new SendCommand(Action.DOWN, reports, time).run(List.of(web.service())));
        system.disk().remove(web.path("supervise/control"));
        system.disk().file(web.path("supervise/control"), "root:x:0:0");
        assertEquals(1, new SendCommand(Action.DOWN, reports, time).run(List.of(web.service())));
        assertEquals("""
                warning: web: unable to open supervise/control: symbolic link loop
                warning: web: unable to write supervise/control: not a fifo
                """, printed());
        assertEquals("root:x:0:0", system.disk().content("/etc/passwd"));
        assertEquals("root:x:0:0", system.disk().content(web.path("supervise/control")));
    }

    @Test
    void isNotLedToAnotherService() throws Exception {
        FakeService web = running("web");
        FakeService other = running("other");
        system.disk().remove(web.path("supervise/control"));
        system.disk().link(web.path("supervise/control"), other.path("supervise/control"));
        assertEquals(1, new SendCommand(Action.DOWN, reports, time).run(List.of(web.service())));
        assertEquals("", other.received());
    }

    @Test
    void countsTheServicesThatFailedWithoutWaiting() throws Exception {
        FakeService web = running("web");
        assertEquals(
                2, new SendCommand(Action.HUP, reports, time).run(List.of(none("none"), web.service(), none("other"))));
        assertEquals("h", web.received());
        assertEquals("""
                fail: none: unable to change to service directory: file does not exist
                fail: other: unable to change to service directory: file does not exist
                """, printed());
    }

    @Test
    void reportsEachServiceWhenItIsThere() throws Exception {
        FakeService slow = down("slow");
        FakeService fast = down("fast");
        time.at(20, () -> fast.write(FakeService.running(FakeTime.stamp(20))));
        time.at(1500, () -> slow.write(FakeService.running(FakeTime.stamp(1500))));
        assertEquals(0, wait(Action.START, 7, slow.service(), fast.service()));
        assertEquals("ok: run: fast: (pid 4711) 0s\nok: run: slow: (pid 4711) 0s\n", printed());
        assertTrue(time.millis() <= 1510, "took " + time.millis() + " ms");
    }

    @Test
    void endsAFewMillisecondsAfterTheChange() throws Exception {
        FakeService web = running("web");
        time.at(5, () -> web.write(FakeService.running(FakeTime.stamp(5))));
        assertEquals(0, wait(Action.RESTART, 7, web.service()));
        assertEquals("tcu", web.received());
        assertTrue(time.millis() <= 8, "took " + time.millis() + " ms");
    }

    @Test
    void doesNotTakeTheOldProcessForTheNewOne() throws Exception {
        // Started within the same second as the command: whole seconds would not tell them apart.
        FakeService web = new FakeService(system, "web").supervise(FakeService.running(FakeTime.stamp(-1)));
        time.at(300, () -> web.write(FakeService.running(FakeTime.stamp(300))));
        assertEquals(0, wait(Action.TERM, 7, web.service()));
        assertTrue(time.millis() >= 300, "took " + time.millis() + " ms");
    }

    @Test
    void givesUpAfterTheTimeLimit() throws Exception {
        FakeService web = running("web");
        time.at(
                1900,
                () -> web.write(
                        new ServiceStatus(FakeTime.stamp(-9000), FakeService.PID, false, Want.DOWN, true, State.RUN)));
        assertEquals(1, wait(Action.STOP, 2, web.service()));
        assertEquals("timeout: run: web: (pid 4711) 11s, want down, got TERM\n", printed());
        assertEquals("d", web.received());
        assertTrue(time.millis() >= 2000 && time.millis() <= 2430, "took " + time.millis() + " ms");
    }

    @Test
    void killsAfterTheTimeLimitWhereForced() throws Exception {
        FakeService web = running("web");
        assertEquals(1, wait(Action.FORCE_STOP, 0, web.service()));
        assertEquals("kill: run: web: (pid 4711) 9s\n", printed());
        assertEquals("dk", web.received());
    }

    @Test
    void shutdownSucceedsWhenRunsvIsGone() throws Exception {
        FakeService web = running("web");
        FakeService gone = running("gone");
        gone.abandon();
        time.at(100, web::abandon);
        assertEquals(0, wait(Action.SHUTDOWN, 7, web.service(), gone.service()));
        assertEquals("ok: gone: runsv not running\nok: web: runsv not running\n", printed());
    }

    @Test
    void otherCommandsFailWhenRunsvGoesAway() throws Exception {
        FakeService web = running("web");
        time.at(100, web::abandon);
        assertEquals(1, wait(Action.STOP, 7, web.service()));
        assertEquals("fail: web: runsv not running\n", printed());
    }

    @Test
    void checkWaitsForWhatIsWanted() throws Exception {
        ServiceStatus wantedUp = new ServiceStatus(FakeTime.stamp(-9000), 0, false, Want.UP, false, State.DOWN);
        ServiceStatus wantedDown =
                new ServiceStatus(FakeTime.stamp(-9000), FakeService.PID, false, Want.DOWN, true, State.FINISH);
        FakeService web = new FakeService(system, "web").supervise(wantedUp);
        FakeService api = new FakeService(system, "api").supervise(wantedDown);
        FakeService job = down("job");
        time.at(100, () -> web.write(FakeService.running(FakeTime.stamp(100))));
        time.at(200, () -> api.write(FakeService.down(FakeTime.stamp(200))));
        assertEquals(1, wait(Action.CHECK, 7, web.service(), api.service(), none("none"), job.service()));
        assertEquals("""
                fail: none: unable to change to service directory: file does not exist
                ok: down: job: 9s, normally up
                ok: run: web: (pid 4711) 0s
                ok: down: api: 0s, normally up
                """, printed());
        assertEquals("", web.received() + api.received() + job.received());
    }

    @Test
    void checkTimesOutWhenTheServiceIsNotAsWanted() throws Exception {
        FakeService web = new FakeService(system, "web")
                .supervise(new ServiceStatus(FakeTime.stamp(-9000), 0, false, Want.UP, false, State.DOWN));
        assertEquals(1, wait(Action.CHECK, 1, web.service()));
        assertEquals("timeout: down: web: 10s, normally up, want up\n", printed());
    }

    @Test
    void aHugeTimeLimitIsNoTimeLimit() throws Exception {
        FakeService web = running("web");
        time.at(100_000, () -> web.write(FakeService.down(FakeTime.stamp(100_000))));
        assertEquals(0, wait(Action.STOP, Long.MAX_VALUE, web.service()));
    }
}
