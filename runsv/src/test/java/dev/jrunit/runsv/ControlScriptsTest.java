package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Source: runsv(8), CUSTOMIZE CONTROL. Ours never stands still while a script runs. */
class ControlScriptsTest {
    private final OneService service = new OneService();

    @Test
    void commandsWaitInTheFifoWhileAScriptRuns() throws Exception {
        service.disk.script("/service/control/t");
        service.start();
        service.send("t12");
        assertEquals(1, service.fake.living("/service/control/t"));
        assertEquals(2, service.disk.waiting("/service/supervise/control"));
        assertEquals(List.of(), service.run().signals());
        assertEquals(-1, service.driver.waitMillis());
        service.end(service.script('t'));
        assertEquals(0, service.disk.waiting("/service/supervise/control"));
        assertEquals(List.of(Signal.USR1, Signal.USR2), service.run().signals());
    }

    @Test
    void aScriptThatFailsLeavesTheSignalToRunsv() throws Exception {
        service.disk.script("/service/control/h");
        service.start();
        service.send("h");
        service.script('h').exit(1);
        service.driver.settle();
        assertEquals(List.of(Signal.HUP), service.run().signals());
    }

    @Test
    void theServicesEndIsSeenWhileAScriptRuns() throws Exception {
        service.disk.script("/service/control/d");
        service.start();
        service.send("d");
        service.end(service.run());
        assertEquals("down\n", service.stat());
        service.script('d').exit(1);
        service.driver.settle();
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals());
        service.driver.advanceMillis(5000);
        assertEquals(0, service.fake.living("/service/run"));
    }

    @Test
    void upIsAskedBeforeEveryStart() throws Exception {
        service.disk.script("/service/control/u");
        service.start();
        assertEquals(0, service.fake.living("/service/run"));
        service.end(service.script('u'));
        assertEquals(1, service.fake.living("/service/run"));
        service.end(service.run());
        service.driver.advanceMillis(1000);
        assertEquals(0, service.fake.living("/service/run"));
        service.script('u').exit(9);
        service.driver.settle();
        assertEquals(1, service.fake.living("/service/run"));
    }

    @Test
    void theStateOnDiskIsCurrentWhenAScriptStarts() throws Exception {
        service.disk.script("/service/control/d");
        service.start();
        service.send("d");
        assertEquals("run, got TERM, want down\n", service.stat());
    }

    @Test
    void aScriptThatIsNotExecutableIsNone() throws Exception {
        service.disk.file("/service/control/t", "#!/bin/sh\n");
        service.start();
        service.send("t");
        assertEquals(List.of(Signal.TERM), service.run().signals());
        assertEquals(List.of(), service.reports);
    }

    @Test
    void aScriptThatCannotBeRunIsWarnedOfAndCountsAsFailed() throws Exception {
        service.disk.file("/service/control/t", "no interpreter");
        service.disk.permissions("/service/control/t", 0755);
        service.start();
        service.send("t");
        assertEquals(List.of(Signal.TERM), service.run().signals());
        assertEquals(List.of("warning: unable to run control/t: exec format error"), service.reports);
        service.fake.faults().once("stat", "/service/control/h", Errno.EIO);
        service.send("h");
        assertEquals(List.of(Signal.TERM, Signal.HUP), service.run().signals());
        assertEquals(2, service.reports.size());
    }

    @Test
    void aRequestToExitWaitsForTheScript() throws Exception {
        service.disk.script("/service/control/h");
        service.start();
        service.send("h");
        service.supervision.requestExit();
        assertEquals(List.of(), service.run().signals());
        service.end(service.script('h'));
        assertEquals(List.of(Signal.TERM, Signal.CONT), service.run().signals());
        service.end(service.run());
        assertEquals(1, service.ends);
    }

    @Test
    void nothingIsClosedWhileTheLastScriptRuns() throws Exception {
        service.disk.script("/service/control/x");
        service.start();
        service.send("x");
        service.end(service.run());
        assertEquals(0, service.ends);
        service.end(service.script('x'));
        assertEquals(1, service.ends);
        service.fake.assertNothingLeaked();
    }

    @Test
    void scriptsRunInTheServiceDirectoryAndWriteToTheLog() throws Exception {
        service.disk.script("/service/log/run");
        service.disk.script("/service/control/t");
        service.start();
        service.send("t");
        assertEquals(List.of("control/t"), service.script('t').request().arguments());
        assertTrue(service.script('t').writesTo(service.logger()));
    }

    @Test
    void theLoggersCommandsHaveNoScripts() throws Exception {
        service.disk.script("/service/log/run");
        service.disk.script("/service/log/control/t");
        service.start();
        service.sendToLogger("t");
        assertEquals(List.of(Signal.TERM), service.logger().signals());
        assertEquals(0, service.fake.living("/service/log/control/t"));
    }
}
