package dev.jrunit.runsvdir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.LoopDriver;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakeChild;
import dev.jrunit.posix.fake.FakePosix;
import dev.jrunit.runsv.Hosting;
import dev.jrunit.svlogd.HostedLoggers;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A runsvdir whose services come and go, once for each system call in it, with that call failing. */
class EveryFailureTest {
    private static final int MOST_CALLS = 3000;

    @ParameterizedTest
    @ValueSource(ints = {5, 13, 24, 28})
    void oneFailureIsForgottenSoon(int errno) throws Exception {
        boolean failed = true;
        int call = 0;
        for (; failed; call++) {
            assertTrue(call < MOST_CALLS);
            failed = liveWithFailure(call, new Errno(errno));
        }
        assertTrue(call > 60, "only " + call + " calls");
    }

    private boolean liveWithFailure(int call, Errno errno) throws Exception {
        FakePosix fake = new FakePosix();
        fake.disk().script("/service/web/run");
        fake.disk().script("/service/web/log/run");
        fake.disk().script("/srv/db/run");
        LoopDriver driver = new LoopDriver(fake);
        Children children = new Children(fake.posix(), driver.loop());
        Messages messages = new Messages("/service");
        fake.faults().callAfter(call, errno);
        try {
            live(fake, driver, children, messages);
        } catch (PosixException e) {
            return true; // the host itself could not begin
        } catch (AssertionError e) {
            String failed = fake.faults().failed();
            if (failed == null || !(failed.endsWith("event counter") || failed.endsWith("inotify"))) {
                throw new AssertionError("after the failure of " + failed, e);
            }
        } finally {
            fake.end();
        }
        return fake.faults().failed() != null;
    }

    private static void live(FakePosix fake, LoopDriver driver, Children children, Messages messages)
            throws PosixException {
        HostedLoggers loggers = new HostedLoggers(fake.posix(), fake::posix, driver.loop(), children);
        Hosting hosting = new Hosting(fake.posix(), driver.loop(), children, loggers, true);
        InProcessHost host = new InProcessHost(hosting, messages.reports, "/service", (name, lastRun) -> {});
        Services services = new Services(driver.loop(), host);
        ScanDirectory scan = new ScanDirectory(fake.posix(), driver.loop(), services, messages.reports, "/service");
        driver.loop().post(scan::begin);
        driver.settle();
        fake.disk().link("/service/db", "/srv/db");
        driver.settle();
        fake.disk().script("/service/young/run");
        // The clock of files does not stand still: where nothing is watched, age counts.
        fake.disk().age("/srv/db", 10);
        fake.disk().age("/service/young", 10);
        driver.advanceMillis(7000);
        for (String name : List.of("/service/web", "/srv/db", "/service/young")) {
            assertEquals(1, fake.living(name + "/run"), name);
            assertEquals("run\n", fake.disk().content(name + "/supervise/stat"));
        }
        assertEquals(1, fake.living("/service/web/log/run"));
        fake.disk().remove("/service/db");
        driver.advanceMillis(7000);
        fake.child("/srv/db/run").exit(0);
        driver.advanceMillis(1000);
        assertFalse(fake.disk().isListenedTo("/srv/db/supervise/ok"));
        int[] stops = {0};
        scan.end();
        services.stopAll(() -> stops[0]++);
        for (int i = 0; i < 3; i++) {
            for (FakeChild child : fake.children()) {
                if (child.isAlive()) {
                    child.exit(0);
                }
            }
            driver.advanceMillis(1000);
        }
        assertEquals(1, stops[0], "stops");
        fake.assertNoChildLives();
    }
}
