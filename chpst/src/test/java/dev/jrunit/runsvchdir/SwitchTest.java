package dev.jrunit.runsvchdir;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Output;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.FakePosix;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Switches on a system in memory. Source: runsvchdir(8). */
class SwitchTest {
    private static final String BASE = "/etc/runit/runsvdir";

    private final FakePosix fake = new FakePosix();
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private List<String> environment = List.of("A=1");

    SwitchTest() {
        fake.disk().directory(BASE + "/a");
        fake.disk().directory(BASE + "/b");
        fake.disk().link(BASE + "/current", "a");
    }

    private int run(String... arguments) {
        out.reset();
        err.reset();
        fake.clearJournal();
        Invocation invocation = new Invocation("/usr/sbin/runsvchdir", arguments, new Output(out), new Output(err));
        return Launcher.run(
                Main.OPTIONS,
                (line, called) -> new Switch(fake.posix().files(), environment, called)
                        .to(line.operands().get(0)),
                invocation);
    }

    private void assertSwitches(String target) {
        assertEquals(0, run(target), err::toString);
        assertEquals("runsvchdir: " + target + ": now current.\n", out.toString(StandardCharsets.ISO_8859_1));
    }

    private void assertFatal(String message, String... arguments) {
        assertEquals(111, run(arguments));
        assertEquals("runsvchdir: fatal: " + message + "\n", err.toString(StandardCharsets.ISO_8859_1));
        assertEquals("", out.toString(StandardCharsets.ISO_8859_1));
    }

    private String link(String name) {
        try {
            return fake.posix().files().readLink(Files.HERE, BASE + "/" + name);
        } catch (PosixException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void currentBecomesPrevious() {
        assertSwitches("b");
        assertEquals("b", link("current"));
        assertEquals("a", link("previous"));
        fake.disk().directory("/elsewhere");
        assertSwitches("/elsewhere");
        assertEquals("/elsewhere", link("current"));
        assertEquals("b", link("previous"));
        assertFalse(fake.disk().exists(BASE + "/current.new"));
    }

    /** Between any two changes there is a current services directory. */
    @Test
    void thereIsAlwaysACurrentOne() {
        assertSwitches("b");
        assertEquals(
                List.of(
                        "symlink " + BASE + "/current.new",
                        "symlink " + BASE + "/previous.new",
                        "rename " + BASE + "/previous",
                        "rename " + BASE + "/current"),
                fake.journal());
    }

    @Test
    void whatIsCurrentAlreadyStays() {
        assertEquals(0, run("a"));
        assertEquals("runsvchdir: a: current.\n", out.toString(StandardCharsets.ISO_8859_1));
        assertEquals(List.of(), fake.journal());
    }

    @Test
    void leftoversAreReplaced() {
        fake.disk().link(BASE + "/current.new", "nowhere");
        fake.disk().link(BASE + "/previous.new", "nowhere");
        fake.disk().link(BASE + "/previous", "nowhere");
        assertSwitches("b");
        assertEquals("a", link("previous"));
    }

    @Test
    void theVariableNamesTheBase() {
        fake.disk().directory("/base/x");
        fake.disk().directory("/base/y");
        fake.disk().link("/base/current", "x");
        environment = List.of("RUNSVDIR=/base");
        assertSwitches("y");
        assertTrue(fake.journal().contains("rename /base/current"));
        environment = List.of("RUNSVDIR=");
        assertSwitches("b");
    }

    @Test
    void wrongOperands() {
        assertFatal(".a: must not start with a dot.", ".a");
        assertFatal("./a: must not start with a dot.", "./a");
        assertFatal("no: file does not exist", "no", "more");
        assertFatal(": file does not exist", "");
        assertFatal("-x: file does not exist", "-x");
        fake.disk().file(BASE + "/file", "");
        assertFatal("file: not a directory", "file");
        assertEquals(1, run());
        assertEquals("usage: runsvchdir dir\n\n", err.toString(StandardCharsets.ISO_8859_1));
        assertEquals("a", link("current"));
    }

    @Test
    void whatIsMissing() {
        environment = List.of("RUNSVDIR=/none");
        assertFatal("unable to chdir: /none: file does not exist", "b");
        environment = List.of();
        fake.disk().remove(BASE + "/current");
        assertFatal("unable to stat: current: file does not exist", "b");
    }

    /** Whatever fails, the current directory is the old one or, if it was the last step that worked, the new one. */
    @Test
    void everyFailureLeavesACurrentOne() {
        for (int skipped = 0; ; skipped++) {
            SwitchTest attempt = new SwitchTest();
            attempt.fake.faults().callAfter(skipped, Errno.EIO);
            int exit = attempt.run("b");
            if (attempt.fake.faults().failed() == null) {
                assertTrue(skipped > 8, "failures: " + skipped);
                assertEquals(0, exit);
                return;
            }
            assertEquals(111, exit, attempt.fake.faults().failed());
            assertTrue(attempt.err.toString(StandardCharsets.ISO_8859_1).endsWith(": input/output error\n"));
            attempt.fake.faults().heal();
            assertEquals("a", attempt.link("current"), attempt.err::toString);
        }
    }
}
