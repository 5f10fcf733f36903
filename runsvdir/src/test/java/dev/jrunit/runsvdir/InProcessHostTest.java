package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.runsv.Hosting;
import dev.jrunit.svlogd.HostedLoggers;
import org.junit.jupiter.api.Test;

/** A whole runsvdir that hosts its services, on a fake system. */
class InProcessHostTest {
    private final FakePosix fake = new FakePosix();
    private final Disk disk = fake.disk();
    private final LoopDriver driver = new LoopDriver(fake);
    private final Messages messages = new Messages("/service");
    private Services services;
    private ScanDirectory scan;
    private int stops;

    private void begin() throws Exception {
        Children children = new Children(fake.posix(), driver.loop());
        fake.rememberOpen();
        HostedLoggers loggers = new HostedLoggers(fake.posix(), fake::posix, driver.loop(), children);
        Hosting hosting = new Hosting(fake.posix(), driver.loop(), children, loggers, true);
        InProcessHost host = new InProcessHost(hosting, messages.reports, "/service", (name, lastRun) -> {});
        services = new Services(driver.loop(), host);
        scan = new ScanDirectory(fake.posix(), driver.loop(), services, messages.reports, "/service");
        driver.loop().post(scan::begin);
        driver.settle();
    }

    private void stop() {
        scan.end();
        services.stopAll(() -> stops++);
        driver.settle();
    }

    private String stat(String name) {
        return disk.content("/service/" + name + "/supervise/stat");
    }

    private void endAll() {
        for (FakeChild child : fake.children()) {
            if (child.isAlive()) {
                child.exit(0);
            }
        }
        driver.settle();
    }

    @Test
    void hostsServicesEachInASessionOfItsOwn() throws Exception {
        disk.script("/service/web/run");
        disk.script("/service/db/run");
        disk.script("/service/db/log/run");
        begin();
        assertEquals("run\n", stat("web"));
        assertEquals("run\n", stat("db/log"));
        for (FakeChild child : fake.children()) {
            assertTrue(child.request().newSession());
        }
        disk.send("/service/web/supervise/control", "d");
        driver.settle();
        assertEquals("run, got TERM, want down\n", stat("web"));
        assertEquals("run\n", stat("db"));
        messages.assertAre();
    }

    @Test
    void stopsAllServicesAndTheirLoggersInOrder() throws Exception {
        disk.script("/service/web/run");
        disk.script("/service/web/log/run");
        begin();
        stop();
        fake.child("/service/web/run").exit(0);
        driver.settle();
        assertEquals(0, stops);
        assertTrue(fake.child("/service/web/log/run").readsEndOfInput());
        endAll();
        assertEquals(1, stops);
        fake.assertNoChildLives();
    }

    @Test
    void endsTheRunsvOfADirectoryThatVanished() throws Exception {
        disk.script("/service/web/run");
        begin();
        int before = fake.openDescriptors();
        disk.script("/srv/db/run");
        disk.move("/srv/db", "/service/db");
        driver.settle();
        disk.move("/service/db", "/gone");
        driver.settle();
        assertTrue(fake.child("/service/db/run").signals().contains(Signal.TERM));
        fake.child("/service/db/run").exit(0);
        driver.settle();
        assertEquals(before, fake.openDescriptors());
        assertEquals("down\n", disk.content("/gone/supervise/stat"));
    }

    @Test
    void aRunsvThatWasToldToExitIsStartedAgain() throws Exception {
        disk.script("/service/web/run");
        begin();
        disk.send("/service/web/supervise/control", "x");
        driver.settle();
        endAll();
        assertFalse(disk.isListenedTo("/service/web/supervise/ok"));
        driver.advanceMillis(1000);
        assertTrue(disk.isListenedTo("/service/web/supervise/ok"));
        assertEquals(1, fake.living("/service/web/run"));
    }

    @Test
    void aLockedServiceIsReportedAndTriedAgain() throws Exception {
        disk.script("/service/web/run");
        disk.script("/service/other/run");
        disk.file("/service/web/supervise/lock", "");
        disk.lock("/service/web/supervise/lock");
        begin();
        assertEquals(0, fake.living("/service/web/run"));
        assertEquals(1, fake.living("/service/other/run"));
        disk.unlock("/service/web/supervise/lock");
        driver.advanceMillis(1000);
        assertEquals(1, fake.living("/service/web/run"));
        messages.assertAre("runsv web: fatal: unable to lock supervise/lock: temporary failure");
    }

    @Test
    void aDirectoryThatMayNotBeEnteredIsReported() throws Exception {
        disk.script("/service/web/run");
        disk.permissions("/service/web", 0600);
        begin();
        disk.permissions("/service/web", 0755);
        driver.advanceMillis(1000);
        assertEquals(1, fake.living("/service/web/run"));
        messages.assertAre("runsv web: fatal: unable to change to directory: access denied");
    }

    @Test
    void servicesWithoutDescriptorsWaitAndTheOthersGoOn() throws Exception {
        fake.limitDescriptors(20, 80);
        for (int i = 10; i < 30; i++) {
            disk.script("/service/s" + i + "/run");
        }
        begin();
        long living = fake.children().size();
        assertTrue(living > 5 && living < 20, living + " services");
        assertTrue(fake.openDescriptors() < 80 - 16, fake.openDescriptors() + " descriptors");
        for (int i = 0; i < 5; i++) {
            disk.send("/service/s10/supervise/control", "t");
            driver.settle();
            fake.child("/service/s10/run").exit(0);
            driver.advanceMillis(1000);
            assertEquals(1, fake.living("/service/s10/run"));
        }
        assertEquals("run\n", stat("s10"));
        for (int i = 10; i < 22; i++) {
            disk.remove("/service/s" + i);
        }
        driver.settle();
        endAll();
        driver.advanceMillis(6000);
        for (int i = 22; i < 30; i++) {
            assertEquals(1, fake.living("/service/s" + i + "/run"));
        }
    }

    @Test
    void aFullDiskOfOneServiceDoesNotTouchTheOthers() throws Exception {
        disk.script("/service/web/run");
        disk.script("/service/db/run");
        fake.faults().always("mkdir", "/service/db/supervise", Errno.ENOSPC);
        begin();
        assertEquals("run\n", stat("web"));
        fake.faults().heal();
        driver.advanceMillis(1000);
        assertEquals("run\n", stat("db"));
        messages.assertAre("runsv db: fatal: unable to create supervise: out of disk space");
    }
}
