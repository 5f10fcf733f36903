package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Once it has begun, nothing ends a supervision but the command to exit. */
class TroubleTest {
    private final OneService service = new OneService();

    @Test
    void aFullDiskIsWarnedOfOnceAndRetried() throws Exception {
        service.start();
        service.fake.faults().always("write", "/service/supervise/stat.new", Errno.ENOSPC);
        service.send("p");
        assertEquals(List.of("warning: unable to write supervise/stat.new: out of disk space"), service.reports);
        assertEquals("run\n", service.stat());
        service.send("1");
        service.driver.advanceMillis(10_000);
        assertEquals(1, service.reports.size());
        assertEquals(List.of(Signal.STOP, Signal.USR1), service.run().signals());
        service.fake.faults().heal();
        service.driver.advanceMillis(1000);
        assertEquals("run, paused\n", service.stat());
        assertTrue(service.status().paused());
        assertEquals(-1, service.driver.waitMillis());
        service.fake.faults().always("write", "/service/supervise/stat.new", Errno.ENOSPC);
        service.send("c");
        assertEquals(2, service.reports.size());
    }

    @Test
    void aReadOnlySuperviseIsRetried() throws Exception {
        service.start();
        service.fake.faults().always("open", "/service/supervise/pid.new", Errno.EROFS);
        service.end(service.run());
        assertEquals(List.of("warning: unable to open supervise/pid.new: read-only file system"), service.reports);
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/service/run"));
        service.fake.faults().heal();
        service.driver.advanceMillis(1000);
        assertEquals(service.run().pid() + "\n", service.disk.content("/service/supervise/pid"));
        assertEquals(service.run().pid(), service.status().pid());
    }

    @Test
    void afterAFailedRenameTheOldFileIsWhole() throws Exception {
        service.start();
        service.fake.faults().once("rename", "/service/supervise/status.new", Errno.EIO);
        service.send("d");
        assertEquals("run, got TERM, want down\n", service.stat());
        assertFalse(service.status().gotTerm());
        service.driver.advanceMillis(1000);
        assertTrue(service.status().gotTerm());
    }

    @Test
    void exitDoesNotWaitForTheDisk() throws Exception {
        service.start();
        service.fake.faults().always("open", "/service/supervise/stat.new", Errno.ENOSPC);
        service.send("x");
        service.end(service.run());
        assertEquals(1, service.ends);
        service.fake.assertNothingLeaked();
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 23, 24})
    void withoutResourcesTheStartIsOwedAndNothingIsFinished(int errno) throws Exception {
        service.disk.script("/service/finish");
        service.fake.faults().always("spawn", "/service/./run", new Errno(errno));
        service.start();
        String message = "fatal: unable to start ./run: " + new Errno(errno).words();
        assertEquals(List.of(message), service.reports);
        service.driver.advanceMillis(2500);
        assertEquals(List.of(message, message, message), service.reports);
        assertEquals(0, service.fake.living("/service/finish"));
        assertEquals("down\n", service.stat());
        service.fake.faults().heal();
        service.driver.advanceMillis(500);
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void withoutResourcesFinishIsOwedToo() throws Exception {
        service.disk.script("/service/finish");
        service.start();
        service.fake.faults().always("spawn", "/service/./finish", Errno.EAGAIN);
        service.run().exit(3);
        service.driver.advanceMillis(1500);
        assertEquals("finish\n", service.stat());
        assertEquals(0, service.fake.living("/service/run"));
        service.fake.faults().heal();
        service.driver.advanceMillis(1000);
        assertEquals(List.of("./finish", "3", "0"), service.finish().request().arguments());
    }

    @Test
    void aRunThatCannotBeExecutedIsFinishedAndTriedEverySecond() throws Exception {
        service.disk.permissions("/service/run", 0644);
        service.disk.script("/service/finish");
        service.start();
        assertEquals(List.of("fatal: unable to start ./run: access denied"), service.reports);
        assertEquals(List.of("./finish", "111", "0"), service.finish().request().arguments());
        service.end(service.finish());
        service.disk.permissions("/service/run", 0755);
        service.driver.advanceMillis(1000);
        assertEquals("run\n", service.stat());
    }

    @Test
    void namesTheLoggersRun() throws Exception {
        service.disk.directory("/service/log");
        service.start();
        assertEquals(List.of("fatal: unable to start log/./run: file does not exist"), service.reports);
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void aFinishThatCannotBeExecutedCountsAsDone() throws Exception {
        service.disk.file("/service/finish", "#!/bin/sh\n");
        service.start();
        service.end(service.run());
        assertEquals("down\n", service.stat());
        service.driver.advanceMillis(1000);
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void aSignalThatCannotBeSentIsWarnedOf() throws Exception {
        service.start();
        service.fake.faults().once("kill", Integer.toString(service.run().pid()), Errno.EPERM);
        service.send("h");
        assertEquals(
                List.of("warning: unable to send HUP to " + service.run().pid() + ": permission denied"),
                service.reports);
        service.send("h");
        assertEquals(List.of(Signal.HUP), service.run().signals());
    }

    @Test
    void isAnnouncedAsSoonAsThereIsADescriptorForIt() throws Exception {
        service.fake.faults().always("open", "/service/supervise/ok", Errno.EMFILE);
        service.start();
        assertEquals(List.of("warning: unable to open supervise/ok: process cannot open more files"), service.reports);
        assertEquals(1, service.fake.living("/service/run"));
        assertFalse(service.disk.isListenedTo("/service/supervise/ok"));
        service.driver.advanceMillis(3000);
        service.fake.faults().heal();
        service.driver.advanceMillis(1000);
        assertTrue(service.disk.isListenedTo("/service/supervise/ok"));
        assertEquals(1, service.reports.size());
        assertEquals(1, service.fake.children().size());
        assertEquals(-1, service.driver.waitMillis());
    }

    @Test
    void isListenedToAsSoonAsThatIsPossible() throws Exception {
        service.fake.faults().always("epoll_ctl", "/service/supervise/control", Errno.ENOSPC);
        service.start();
        assertEquals(List.of("warning: unable to watch supervise/control: out of disk space"), service.reports);
        service.send("1");
        service.driver.advanceMillis(5000);
        assertEquals(1, service.reports.size());
        service.fake.faults().heal();
        service.driver.advanceMillis(1000);
        assertEquals(List.of(Signal.USR1), service.run().signals());
    }
}
