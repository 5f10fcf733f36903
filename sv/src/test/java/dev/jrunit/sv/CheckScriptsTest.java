package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.fake.FakePosix;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Source: sv(8), Commands compatible to LSB init script actions, start. */
class CheckScriptsTest {
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    private final FakePosix system = new FakePosix();
    private final FakeTime time = new FakeTime();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final CheckScripts checks = new CheckScripts(
            system.posix(),
            time,
            new Reports(new Output(new ByteArrayOutputStream()), new Output(stderr), time, fd -> false));
    private Service service;

    @BeforeEach
    void makeService() throws Exception {
        FakeService web = new FakeService(system, "web").supervise(FakeService.running(FakeTime.stamp(0)));
        service = web.service();
        system.disk().file("/dev/null", "");
    }

    /** For the one thing that happens on another thread. */
    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() - deadline < 0, "never happened");
            Thread.onSpinWait();
        }
    }

    private String warnings() {
        return stderr.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void aServiceWithoutAScriptIsAvailable() {
        assertTrue(checks.isAvailable(service));
        assertTrue(system.children().isEmpty());
    }

    @Test
    void runsItInTheServiceDirectoryWithoutOutput() throws Exception {
        system.disk().script("/service/web/check");
        assertFalse(checks.isAvailable(service));
        SpawnRequest request = system.child("/service/web/check").request();
        assertEquals("/service/web", request.subdirectory());
        assertEquals(List.of("./check"), request.arguments());
        assertTrue(request.stdout() != SpawnRequest.INHERIT);
    }

    @Test
    void succeedsWithTheScript() {
        system.disk().script("/service/web/check");
        assertFalse(checks.isAvailable(service));
        system.child("/service/web/check").exit(0);
        until(() -> checks.isAvailable(service));
        assertEquals(1, system.children().size());
        checks.stop();
        system.assertNoChildLives();
    }

    @Test
    void asksAgainAfterAPause() {
        system.disk().script("/service/web/check");
        assertFalse(checks.isAvailable(service));
        system.child("/service/web/check").exit(1);
        until(() -> {
            time.sleep(60_000_000);
            assertFalse(checks.isAvailable(service));
            return system.children().size() == 2;
        });
        system.child("/service/web/check").die(Signal.TERM, false);
        until(() -> {
            time.sleep(110_000_000);
            assertFalse(checks.isAvailable(service), "a signal is no success");
            return system.children().size() == 3;
        });
        system.child("/service/web/check").exit(0);
        until(() -> checks.isAvailable(service));
    }

    @Test
    void neverRunsItTwiceAtOnce() {
        system.disk().script("/service/web/check");
        for (int i = 0; i < 100; i++) {
            assertFalse(checks.isAvailable(service));
            time.sleep(1_000_000_000);
        }
        assertEquals(1, system.children().size());
    }

    @Test
    void endsWhatStillRuns() {
        system.disk().script("/service/web/check");
        assertFalse(checks.isAvailable(service));
        checks.stop();
        assertEquals(List.of(Signal.TERM), system.child("/service/web/check").signals());
    }

    @Test
    void aScriptThatCannotBeRunSaysNothing() {
        system.disk().file("/service/web/check", "#!/bin/sh\n");
        assertTrue(checks.isAvailable(service));
        assertTrue(checks.isAvailable(service));
        assertEquals("warning: unable to run web/check: access denied\n", warnings());
    }

    @Test
    void aScriptThatCannotBeFoundOutSaysNo() {
        system.faults().always("stat", "/service/web/check", Errno.ELOOP);
        assertFalse(checks.isAvailable(service));
        assertEquals("warning: unable to stat web/check: symbolic link loop\n", warnings());
    }
}
