package dev.jrunit.runsv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakeChild;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The whole life of a service, once for each system call in it, with that call failing. */
class EveryFailureTest {
    private static final int MOST_CALLS = 2000;

    private static OneService largeService() {
        OneService service = OneService.withLogger();
        service.disk.script("/service/finish");
        service.disk.script("/service/control/t");
        service.disk.script("/service/control/u");
        service.disk.file("/service/restart", "on-failure\n");
        service.disk.file("/service/timeout-kill", "700\n");
        service.disk.file("/service/essential", "");
        return service;
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 11, 13, 17, 24, 28})
    void anOpeningThatFailsLeavesNothing(int errno) throws Exception {
        int opened = 0;
        for (int call = 0; opened == 0; call++) {
            assertTrue(call < MOST_CALLS);
            OneService service = largeService();
            service.fake.faults().callAfter(call, new Errno(errno));
            try {
                service.open();
                // A failure may be none, as that of mkdir because there is such a directory.
                opened = service.fake.faults().failed() == null ? call : 0;
            } catch (SupervisionException | PosixException e) {
                service.fake.assertNothingLeaked();
                assertEquals(0, service.fake.children().size());
            } finally {
                service.fake.end();
            }
        }
        assertTrue(opened > 10, "only " + opened + " calls");
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 11, 13, 24, 28})
    void aLifeWithAFailureEndsInOrder(int errno) throws Exception {
        boolean failed = true;
        int call = 0;
        for (; failed; call++) {
            assertTrue(call < MOST_CALLS);
            OneService service = largeService();
            service.open();
            service.fake.faults().callAfter(call, new Errno(errno));
            live(service);
            failed = service.fake.faults().failed() != null;
            service.fake.end();
        }
        assertTrue(call > 50, "only " + call + " calls");
    }

    /** The supervisor is killed while all runs, and the next one meets a failure wherever it can. */
    @ParameterizedTest
    @ValueSource(ints = {5, 11, 13, 24, 28})
    void anAdoptionWithAFailureStartsNothingTwice(int errno) throws Exception {
        boolean failed = true;
        int call = 0;
        for (; failed; call++) {
            assertTrue(call < MOST_CALLS);
            OneService service = largeService();
            service.start();
            service.end(service.script('u'));
            service.driver.advanceMillis(2000);
            service.send("t");
            service = service.killed();
            service.fake.faults().callAfter(call, new Errno(errno));
            for (int tries = 0; service.supervision == null; tries++) {
                assertTrue(tries < 3);
                try {
                    service.open();
                } catch (SupervisionException | PosixException e) {
                    service.fake.assertNothingIsOpen();
                }
            }
            assertEquals(1, service.fake.living("/service/run"));
            live(service);
            failed = service.fake.faults().failed() != null;
            service.fake.end();
        }
        assertTrue(call > 60, "only " + call + " calls");
    }

    private static void live(OneService service) throws Exception {
        try {
            service.supervision.begin();
            service.driver.settle();
            for (String commands : new String[] {"", "t1", "d", "u", "", "x"}) {
                service.disk.send("/service/supervise/control", commands);
                passTime(service);
            }
            for (int i = 0; i < 10 && service.ends == 0; i++) {
                passTime(service);
            }
        } catch (AssertionError e) {
            if (isCounter(service)) {
                return; // the wake-up counter itself: nothing can go on without it
            }
            throw new AssertionError(
                    "after the failure of " + service.fake.faults().failed(), e);
        }
        assertEquals(1, service.ends, () -> "after " + service.fake.faults().failed());
        service.fake.assertNothingLeaked();
    }

    private static boolean isCounter(OneService service) {
        String failed = service.fake.faults().failed();
        return failed != null && failed.endsWith("event counter");
    }

    /** Every child ends, the next ones start. */
    private static void passTime(OneService service) {
        for (int i = 0; i < 3; i++) {
            service.driver.advanceMillis(1500);
            Set<String> programs = new HashSet<>();
            for (FakeChild child : service.fake.children()) {
                if (child.isAlive()) {
                    assertTrue(programs.add(child.program()), () -> "two copies of " + child.program());
                    child.exit(1);
                }
            }
            service.driver.settle();
        }
    }
}
