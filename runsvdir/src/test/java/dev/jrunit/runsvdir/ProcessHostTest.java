package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.upgrade.HandedOver;
import dev.jrunit.upgrade.HandoverReader;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A runsv process for each service, as runit has it. Source: runsvdir(8). */
class ProcessHostTest {
    private final FakePosix fake = new FakePosix();
    private final LoopDriver driver = new LoopDriver(fake);
    private final Messages messages = new Messages("/service");
    private int ends;

    @BeforeEach
    void putRunsvInPath() {
        fake.disk().script("/usr/bin/runsv");
        fake.disk().directory("/service");
        fake.rememberOpen();
    }

    private ServiceHost.Hosted start(boolean newSessions) throws ServiceHost.NotStarted {
        Children children = new Children(fake.posix(), driver.loop());
        return new ProcessHost(fake.posix(), children, messages.reports, "/service", newSessions)
                .start("web", new FileId(1, 11), () -> ends++);
    }

    @Test
    void startsRunsvInTheScanDirectoryWithTheBareName() throws Exception {
        fake.putInPath("runsv", "/usr/bin/runsv");
        start(false);
        FakeChild runsv = fake.child("/usr/bin/runsv");
        assertEquals(List.of("runsv", "web"), runsv.request().arguments());
        assertEquals("runsv", runsv.request().program());
        assertTrue(runsv.request().directory() != Files.HERE);
        assertNull(runsv.request().environment());
        assertEquals(SpawnRequest.INHERIT, runsv.request().stdout());
        assertFalse(runsv.request().newSession());
        runsv.exit(0);
        driver.settle();
        assertEquals(1, ends);
        fake.assertNothingLeaked();
    }

    @Test
    void givesEachASessionWhereAskedTo() throws Exception {
        fake.putInPath("runsv", "/usr/bin/runsv");
        start(true);
        assertTrue(fake.child("/usr/bin/runsv").request().newSession());
    }

    @Test
    void asksARunsvToEndByTerm() throws Exception {
        fake.putInPath("runsv", "/usr/bin/runsv");
        ServiceHost.Hosted hosted = start(false);
        hosted.requestExit();
        FakeChild runsv = fake.child("/usr/bin/runsv");
        assertEquals(List.of(Signal.TERM), runsv.signals());
        runsv.exit(0);
        driver.settle();
        fake.clearJournal();
        hosted.requestExit();
        assertEquals(List.of(), fake.journal());
    }

    /** Its pid may be another's by now. */
    @Test
    void asksNoneThatWasReaped() throws Exception {
        fake.putInPath("runsv", "/usr/bin/runsv");
        ServiceHost.Hosted hosted = start(false);
        fake.child("/usr/bin/runsv").exit(0);
        fake.awaitDelivery();
        fake.clearJournal();
        hosted.requestExit();
        assertEquals(List.of(), fake.journal());
    }

    @Test
    void goesOnWithARunsvThatWasHandedOver() throws Exception {
        fake.putInPath("runsv", "/usr/bin/runsv");
        HandoverReader from = HandedOver.of(fake, start(false)::handOver);
        FakeChild runsv = fake.child("/usr/bin/runsv");
        LoopDriver next = new LoopDriver(fake);
        Children children = new Children(fake.posix(), next.loop());
        ServiceHost.Hosted resumed = new ProcessHost(fake.posix(), children, messages.reports, "/service", false)
                .resume("web", from, () -> ends++);
        resumed.requestExit();
        assertEquals(List.of(Signal.TERM), runsv.signals());
        runsv.exit(0);
        next.settle();
        assertEquals(1, ends);
    }

    @Test
    void reportsWhatCannotBeStarted() throws Exception {
        assertThrows(ServiceHost.NotStarted.class, () -> start(false));
        fake.assertNothingLeaked();
        messages.assertAre("runsvdir /service: warning: unable to start runsv web: file does not exist");
    }
}
