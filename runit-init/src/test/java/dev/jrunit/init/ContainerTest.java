package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.fake.FakeChild;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A whole container, from its boot to its exit code, on a fake system. */
class ContainerTest {
    private static final int TERM = OneContainer.TERM;
    private static final int MOST_CALLS = 1000;

    private OneContainer container = new OneContainer();

    private void main() {
        container.disk.script("/bin/main");
    }

    private void ended(int code) {
        assertEquals(OptionalInt.of(code), container.exitCode());
        container.fake.assertNoChildLives();
    }

    @Test
    void bootsRunsAndEndsInOrder() throws Exception {
        main();
        container.disk.script("/etc/my_init.d/20_b");
        container.disk.script("/etc/my_init.d/10_a");
        container.disk.file("/etc/my_init.d/15_not-executable", "#!/bin/sh\n");
        container.disk.directory("/etc/my_init.d/17_directory");
        container.disk.script("/etc/rc.local");
        container.disk.script("/etc/my_init.pre_shutdown.d/pre");
        container.disk.script("/etc/my_init.post_shutdown.d/post");
        container.boot("main", "arg");
        for (String script : List.of("/etc/my_init.d/10_a", "/etc/my_init.d/20_b", "/etc/rc.local")) {
            container.end(container.fake.child(script), 0);
        }
        assertEquals(List.of("main", "arg"), container.main().request().arguments());
        container.signal(TERM);
        assertEquals(List.of(container.main().pid() + " 15"), container.signals());
        container.end(container.main(), 3);
        assertTrue(container.web().signals().isEmpty()); // the script comes first
        container.end(container.fake.child("/etc/my_init.pre_shutdown.d/pre"), 0);
        assertEquals(List.of(Signal.TERM, Signal.CONT), container.web().signals());
        container.end(container.web(), 0);
        container.end(container.fake.child("/etc/my_init.post_shutdown.d/post"), 0);
        ended(3);
        assertEquals(
                List.of(
                        "/etc/my_init.d/10_a",
                        "/etc/my_init.d/20_b",
                        "/etc/rc.local",
                        "/bin/main",
                        "/etc/service/web/run", // as soon as its directory was looked at
                        "/etc/my_init.pre_shutdown.d/pre",
                        "/etc/my_init.post_shutdown.d/post"),
                container.started());
        assertEquals("", container.said());
    }

    @Test
    void whatAScriptLeavesInTheFolderIsEverybodysEnvironment() throws Exception {
        main();
        container.disk.script("/etc/my_init.d/script");
        container.disk.script("/etc/rc.local");
        container.disk.directory("/etc/container_environment");
        container.boot("main");
        FakeChild script = container.fake.child("/etc/my_init.d/script");
        assertEquals(List.of("PATH=/bin", "LANG=C"), script.request().environment());
        container.disk.file("/etc/container_environment/LANG", "de\n");
        container.disk.file("/etc/container_environment/NEW", "1\n");
        container.end(script, 0);
        List<String> changed = List.of("LANG=de", "NEW=1", "PATH=/bin");
        assertEquals(changed, container.fake.child("/etc/rc.local").request().environment());
        container.end(container.fake.child("/etc/rc.local"), 0);
        assertEquals(changed, container.main().request().environment());
        assertEquals(changed, container.web().request().environment());
    }

    @Test
    void mainIsInItsSessionAndServicesAreNot() throws Exception {
        main();
        container.boot("main");
        assertFalse(container.main().request().newSession());
        assertTrue(container.web().request().newSession());
        assertEquals(SpawnRequest.INHERIT, container.web().request().stdout());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 255})
    void endsWithMain(int code) throws Exception {
        main();
        container.skipServices = true;
        container.boot("main");
        assertEquals(OptionalInt.empty(), container.exitCode());
        container.end(container.main(), code);
        ended(code);
    }

    @Test
    void aMainThatASignalEndsIs128AndIt() throws Exception {
        main();
        container.skipServices = true;
        container.boot("main");
        container.main().die(Signal.KILL, false);
        container.driver.settle();
        ended(137);
    }

    @Test
    void signalsGoToMainWhileItRuns() throws Exception {
        main();
        container.boot("main");
        int pid = container.main().pid();
        for (int signal : new int[] {1, 3, 10, 12, 14, 18, 28, 34}) {
            container.signal(signal);
        }
        assertEquals(
                List.of(
                        pid + " 1",
                        pid + " 3",
                        pid + " 10",
                        pid + " 12",
                        pid + " 14",
                        pid + " 18",
                        pid + " 28",
                        pid + " 34"),
                container.signals());
        container.end(container.main(), 0);
        container.signal(1);
        assertEquals(8, container.signals().size());
    }

    /** Its pid may be another's by now. */
    @Test
    void noSignalGoesToAMainThatWasReaped() throws Exception {
        main();
        container.boot("main");
        container.main().exit(0);
        container.fake.awaitDelivery();
        container.signalAtOnce(10);
        assertEquals(List.of(), container.signals());
    }

    @Test
    void aSignalThatCannotBeSentIsSaid() throws Exception {
        main();
        container.boot("main");
        int pid = container.main().pid();
        container.fake.faults().always("init", "signal " + pid + " 10", Errno.EPERM);
        container.signal(10);
        assertEquals(
                "runit-init: error: unable to send signal 10 to " + pid + ": permission denied\n", container.said());
    }

    @Test
    void aMainThatIsNowhereIs127() throws Exception {
        container.boot("main");
        container.end(container.web(), 0);
        ended(127);
        assertEquals("runit-init: error: unable to run main: file does not exist\n", container.said());
    }

    @Test
    void aMainThatIsNotExecutableIs126() throws Exception {
        container.skipServices = true;
        container.disk.file("/bin/main", "#!/bin/sh\n");
        container.boot("main");
        ended(126);
        assertEquals("runit-init: error: unable to run main: access denied\n", container.said());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/opt/main", "./main", "opt/main"})
    void aMainWithASlashIsNotLookedUp(String path) throws Exception {
        container.skipServices = true;
        container.disk.script("/opt/main");
        container.disk.script("/main");
        main();
        container.boot(path);
        assertEquals(List.of(path.equals("./main") ? "/main" : "/opt/main"), container.started());
    }

    @Test
    void theFirstOfPathThatMayBeExecutedIsMain() throws Exception {
        container.skipServices = true;
        container.fake.setEnvironment("PATH=/a:/b:/file:/c:/bin");
        container.disk.file("/a/main", "#!/bin/sh\n");
        container.disk.directory("/b/main");
        container.disk.file("/file", "");
        container.disk.script("/c/main");
        main();
        container.boot("main");
        assertEquals(List.of("/c/main"), container.started());
    }

    @Test
    void withoutAPathThereIsOne() throws Exception {
        container.skipServices = true;
        container.fake.setEnvironment();
        main();
        container.boot("main");
        assertEquals(List.of("/bin/main"), container.started());
    }

    @Test
    void aFailedStartupScriptEndsIt() throws Exception {
        container.disk.script("/etc/rc.local");
        container.boot();
        container.end(container.fake.child("/etc/rc.local"), 2);
        ended(1);
        assertEquals(List.of("/etc/rc.local"), container.started());
        assertEquals("runit-init: error: /etc/rc.local failed: exit code 2\n", container.said());
    }

    @Test
    void soDoesOneThatIsNoProgram() throws Exception {
        container.disk.file("/etc/rc.local", "echo\n");
        container.disk.permissions("/etc/rc.local", 0755);
        container.boot();
        ended(1);
        assertEquals("runit-init: error: unable to run /etc/rc.local: exec format error\n", container.said());
    }

    @Test
    void soDoesAFolderThatMayNotBeRead() throws Exception {
        main();
        container.disk.script("/etc/my_init.d/script");
        container.disk.permissions("/etc/my_init.d", 0300);
        container.boot("main");
        ended(1);
        assertEquals(List.of(), container.started());
        assertEquals("runit-init: error: unable to run /etc/my_init.d: access denied\n", container.said());
    }

    @Test
    void startupFilesCanBeSkipped() throws Exception {
        main();
        container.skipStartupFiles = true;
        container.skipServices = true;
        container.disk.script("/etc/rc.local");
        container.boot("main");
        assertEquals(List.of("/bin/main"), container.started());
    }

    @Test
    void withNothingToRunItDoesNotStart() throws Exception {
        container.disk.remove("/etc/service");
        container.boot();
        ended(1);
        assertEquals("runit-init: fatal: open /etc/service: file does not exist\n", container.said());
    }

    @Test
    void norWhereServicesAreNoDirectory() throws Exception {
        container.disk.remove("/etc/service");
        container.disk.file("/etc/service", "");
        container.boot();
        ended(1);
        assertEquals("runit-init: fatal: open /etc/service: not a directory\n", container.said());
    }

    @Test
    void norWithAnEnvironmentThatCannotBeRead() throws Exception {
        container.disk.file("/etc/container_environment/A", "");
        container.disk.permissions("/etc/container_environment/A", 0);
        container.boot();
        ended(1);
        assertEquals(List.of(), container.started());
        assertEquals("runit-init: fatal: open /etc/container_environment/A: access denied\n", container.said());
    }

    @Test
    void servicesThatCannotBeSupervisedEndIt() throws Exception {
        main();
        container.fake.faults().always("setrlimit", "", Errno.EPERM);
        container.boot("main");
        assertEquals(List.of(container.main().pid() + " 15"), container.signals());
        container.end(container.main(), 0);
        ended(1);
        assertEquals(
                "runit-init: error: unable to supervise /etc/service: setrlimit: permission denied\n",
                container.said());
    }

    @Test
    void anEssentialServiceEndsItWithItsCode() throws Exception {
        main();
        container.disk.file("/etc/service/web/restart", "never\n");
        container.disk.file("/etc/service/web/essential", "");
        container.boot("main");
        container.end(container.web(), 7);
        assertEquals(List.of(container.main().pid() + " 15"), container.signals());
        container.end(container.main(), 0);
        ended(7);
        assertEquals("runit-init: error: essential service web is down for good: exit code 7\n", container.said());
    }

    @Test
    void oneThatAnOperatorPutsDownDoesNot() throws Exception {
        container.disk.file("/etc/service/web/restart", "never\n");
        container.disk.file("/etc/service/web/essential", "");
        container.boot();
        container.disk.send("/etc/service/web/supervise/control", "d");
        container.driver.settle();
        container.end(container.web(), 7);
        container.driver.advanceMillis(60_000);
        assertEquals(OptionalInt.empty(), container.exitCode());
    }

    @Test
    void aServiceThatDoesNotEndIsKilledAndItsLoggerReadsOn() throws Exception {
        container.disk.script("/etc/service/web/log/run");
        container.boot();
        container.signal(TERM);
        container.driver.advanceMillis(19_999);
        assertFalse(container.web().signals().contains(Signal.KILL));
        container.driver.advanceMillis(1);
        assertTrue(container.web().signals().contains(Signal.KILL));
        container.web().die(Signal.KILL, false);
        container.driver.settle();
        FakeChild logger = container.fake.child("/etc/service/web/log/run");
        assertEquals(List.of(), logger.signals());
        container.end(logger, 0);
        ended(0);
    }

    /** And its end, when it comes, is not taken for that of the script that runs then. */
    @Test
    void aScriptThatDoesNotEndByKillIsLeftBehind() throws Exception {
        container.skipServices = true;
        container.disk.script("/etc/my_init.pre_shutdown.d/1");
        container.disk.script("/etc/my_init.pre_shutdown.d/2");
        container.disk.script("/etc/my_init.post_shutdown.d/3");
        container.boot();
        container.signal(TERM);
        FakeChild first = container.fake.child("/etc/my_init.pre_shutdown.d/1");
        container.driver.advanceMillis(21_000);
        FakeChild second = container.fake.child("/etc/my_init.pre_shutdown.d/2");
        container.end(first, 0);
        assertEquals(2, container.started().size());
        container.driver.advanceMillis(20_000);
        assertEquals(List.of(first.pid() + " 9", second.pid() + " 9"), container.signals());
        container.end(second, 0);
        container.end(container.fake.child("/etc/my_init.post_shutdown.d/3"), 0);
        ended(0);
    }

    @Test
    void whatIsLeftIsToldAndWaitedFor() throws Exception {
        container.skipServices = true;
        main();
        container.process(77);
        container.boot("main");
        container.end(container.main(), 0);
        assertEquals(List.of("77 15"), container.signals());
        container.driver.advanceMillis(6_000);
        assertEquals(OptionalInt.empty(), container.exitCode());
        container.gone(77);
        container.driver.advanceMillis(100);
        ended(0);
        assertEquals(List.of("77 15"), container.signals());
    }

    @Test
    void whatDoesNotEndIsKilledAndThenLeft() throws Exception {
        container.skipServices = true;
        main();
        container.process(77);
        container.boot("main");
        container.end(container.main(), 4);
        container.driver.advanceMillis(7_000);
        assertEquals(List.of("77 15", "77 9"), container.signals());
        container.driver.advanceMillis(1_000);
        ended(4);
    }

    @Test
    void itMayBeLeftAlone() throws Exception {
        container.killAll = false;
        container.skipServices = true;
        main();
        container.process(77);
        container.boot("main");
        container.end(container.main(), 4);
        ended(4);
        assertEquals(List.of(), container.signals());
    }

    @Test
    void thatNothingCanBeSeenIsSaidOnceAndEndsAllTheSame() throws Exception {
        container.skipServices = true;
        main();
        container.boot("main");
        container.disk.remove("/proc");
        container.end(container.main(), 4);
        container.driver.advanceMillis(7_000);
        container.driver.advanceMillis(1_000);
        ended(4);
        String[] lines = container.said().split("\n");
        assertEquals("runit-init: error: unable to see what is left: open /proc: file does not exist", lines[1]);
        assertEquals(3, lines.length, String.join("\n", lines)); // and twice that no signal could be sent
    }

    @Test
    void threeStopsEndIt() throws Exception {
        main();
        container.boot("main");
        container.signal(TERM);
        container.signal(TERM);
        container.signal(TERM);
        assertEquals(OptionalInt.of(137), container.exitCode());
        int pid = container.main().pid();
        assertEquals(List.of(pid + " 15", pid + " 9", pid + " 9"), container.signals());
        assertTrue(container.web().signals().contains(Signal.KILL));
    }

    @Test
    void aStopThatWasSentBeforeItStartedCounts() throws Exception {
        main();
        container.skipStartupFiles = true;
        container.waitingSignals = List.of(10, TERM);
        container.boot("main");
        ended(143);
        assertEquals(List.of(), container.started());
    }

    @Test
    void orphansComeToItAlsoWhereItIsNotTheFirst() throws Exception {
        container.boot();
        assertTrue(container.fake.journal().contains("adopt orphans"));
        container = new OneContainer();
        container.fake.setPid(1);
        container.boot();
        assertFalse(container.fake.journal().contains("adopt orphans"));
    }

    @Test
    void whatItDoesIsSaidUnlessItIsToBeQuiet() throws Exception {
        main();
        container.quiet = false;
        container.skipServices = true;
        container.disk.script("/etc/rc.local");
        container.boot("main");
        container.end(container.fake.child("/etc/rc.local"), 0);
        container.signal(TERM);
        container.end(container.main(), 0);
        assertEquals("""
            runit-init: info: running /etc/rc.local
            runit-init: info: stopping
            runit-init: info: main command ended: exit code 0
            """, container.said());
    }

    // ---- every system call, failing once ----

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 13, 24, 28})
    void whateverCallFailsItEnds(int errno) throws Exception {
        boolean failed = true;
        int call = 0;
        for (; failed; call++) {
            assertTrue(call < MOST_CALLS);
            failed = liveWithFailure(call, new Errno(errno));
        }
        assertTrue(call > 100, "only " + call + " calls");
    }

    private static boolean liveWithFailure(int call, Errno errno) {
        OneContainer failing = new OneContainer();
        failing.disk.script("/bin/main");
        failing.disk.script("/etc/my_init.d/script");
        failing.disk.script("/etc/my_init.pre_shutdown.d/pre");
        failing.disk.file("/etc/container_environment/A", "1\n");
        failing.fake.faults().callAfter(call, errno);
        try {
            live(failing);
        } catch (PosixException e) {
            return true; // signals could not be listened to
        } catch (AssertionError e) {
            String failed = failing.fake.faults().failed();
            if (failed == null
                    || !(failed.endsWith("event counter")
                            || failed.endsWith("signals")
                            || failed.endsWith("inotify"))) {
                throw new AssertionError("after the failure of " + failed, e);
            }
        } finally {
            failing.fake.end();
        }
        return failing.fake.faults().failed() != null;
    }

    private static void live(OneContainer failing) throws PosixException {
        failing.boot("main");
        endAll(failing, "/etc/my_init.d/script");
        failing.driver.advanceMillis(1_000);
        failing.signal(TERM);
        for (int i = 0; i < 60 && failing.exitCode().isEmpty(); i++) {
            endAll(failing, "");
            failing.driver.advanceMillis(1_000);
        }
        assertTrue(failing.exitCode().isPresent(), "it ends");
        failing.fake.assertNoChildLives();
    }

    private static void endAll(OneContainer failing, String program) {
        for (FakeChild child : failing.fake.children()) {
            if (child.isAlive() && child.program().startsWith(program)) {
                child.exit(0);
            }
        }
        failing.driver.settle();
    }
}
