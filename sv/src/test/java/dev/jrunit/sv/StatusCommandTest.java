package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.fake.FakePosix;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Source: sv(8), COMMANDS, status, and EXIT CODES. */
class StatusCommandTest {
    private final FakePosix system = new FakePosix();
    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private final StatusCommand command =
            new StatusCommand(new Reports(new Output(stdout), new Output(stderr), new FakeTime(), fd -> false));

    private FakeService running(String name) throws Exception {
        return new FakeService(system, name).supervise(FakeService.running(FakeTime.stamp(-9000)));
    }

    private FakeService down(String name) throws Exception {
        return new FakeService(system, name).supervise(FakeService.down(FakeTime.stamp(-9000)));
    }

    private Service named(String name) {
        return new Service(system.posix(), name, Service.pathOf(name, FakeService.DIRECTORY));
    }

    private void assertStatus(int failures, String lines, Service... services) {
        stdout.reset();
        assertEquals(failures, command.run(List.of(services)));
        assertEquals(lines, stdout.toString(StandardCharsets.ISO_8859_1));
        assertEquals("", stderr.toString(StandardCharsets.ISO_8859_1));
    }

    private void assertInitScript(int exitCode, Service service) {
        assertEquals(exitCode, command.runAsInitScript(service));
    }

    @Test
    void namesTheServiceAsTyped() throws Exception {
        running("w\u00e9b");
        assertStatus(
                0,
                "run: w\u00e9b: (pid 4711) 9s\nrun: /service/./w\u00e9b/: (pid 4711) 9s\n",
                named("w\u00e9b"),
                named("/service/./w\u00e9b/"));
    }

    /** What a shell made of {@code *} may be anything; a program that reads it gets it as it is. */
    @Test
    void aNameDoesNothingToATerminal() throws Exception {
        running("\u001b]0;x\u0007");
        assertStatus(0, "run: \u001b]0;x\u0007: (pid 4711) 9s\n", named("\u001b]0;x\u0007"));
        stdout.reset();
        Reports seen = new Reports(new Output(stdout), new Output(stderr), new FakeTime(), descriptor -> true);
        assertEquals(1, new StatusCommand(seen).run(List.of(named("\u001b]0;x\u0007"), named("\u001b[2J"))));
        assertEquals("""
                run: ?]0;x?: (pid 4711) 9s
                fail: ?[2J: unable to change to service directory: file does not exist
                """, stdout.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void addsTheLogService() throws Exception {
        running("web");
        down("web/log");
        system.disk().file("/service/web/log/down", "");
        assertStatus(0, "run: web: (pid 4711) 9s; down: log: 9s\n", named("web"));
        assertInitScript(0, named("web"));
    }

    @Test
    void leavesNothingOpen() throws Exception {
        running("web");
        running("web/log");
        system.rememberOpen();
        command.run(List.of(named("web"), named("none")));
        system.assertNothingLeaked();
    }

    @Test
    void aServiceThatIsDownIsNoFailureButForAnInitScript() throws Exception {
        down("web");
        running("web/log");
        assertStatus(0, "down: web: 9s, normally up; run: log: (pid 4711) 9s\n", named("web"));
        assertInitScript(3, named("web"));
    }

    @Test
    void runsvDoesNotRun() throws Exception {
        running("web").abandon();
        assertStatus(1, "fail: web: runsv not running\n", named("web"));
        assertInitScript(1, named("web"));
    }

    @Test
    void thereIsNoSuchService() {
        system.disk().file("/service/file", "");
        system.disk().link("/service/loop", "loop");
        assertStatus(3, """
                fail: none: unable to change to service directory: file does not exist
                fail: file: unable to change to service directory: not a directory
                fail: : unable to change to service directory: file does not exist
                """, named("none"), named("file"), named(""));
        assertInitScript(1, named("none"));
    }

    @Test
    void theDirectoryMayNotBeEntered() throws Exception {
        running("web");
        system.faults().always("open", "/service/web/supervise/ok", Errno.EACCES);
        system.faults().always("stat", "/service/web/.", Errno.EACCES);
        assertStatus(1, "fail: web: unable to change to service directory: access denied\n", named("web"));
    }

    @Test
    void theFifoMayNotBeOpened() throws Exception {
        running("web");
        system.faults().always("open", "/service/web/supervise/ok", Errno.EACCES);
        assertStatus(1, "warning: web: unable to open supervise/ok: access denied\n", named("web"));
    }

    @Test
    void itWasNeverSupervised() {
        system.disk().directory("/service/web");
        assertStatus(1, "warning: web: unable to open supervise/ok: file does not exist\n", named("web"));
        assertInitScript(4, named("web"));
    }

    @Test
    void theStatusIsNoStatus() throws Exception {
        running("web");
        system.disk().file("/service/web/supervise/status", "abc");
        assertStatus(1, "warning: web: unable to read supervise/status: bad format\n", named("web"));
        system.disk().remove("/service/web/supervise/status");
        assertStatus(1, "warning: web: unable to open supervise/status: file does not exist\n", named("web"));
    }

    @Test
    void troubleWithTheLogServiceIsPartOfTheLine() throws Exception {
        running("web");
        system.disk().directory("/service/web/log");
        assertStatus(
                1,
                "run: web: (pid 4711) 9s; warning: web/log: unable to open supervise/ok: file does not exist\n",
                named("web"));
        running("api");
        system.disk().file("/service/api/log", "");
        assertStatus(
                1,
                "run: api: (pid 4711) 9s; warning: api/log: unable to change directory: not a directory\n",
                named("api"));
    }
}
