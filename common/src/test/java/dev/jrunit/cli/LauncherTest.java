package dev.jrunit.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class LauncherTest {
    private static final OptionTable TABLE = new OptionTable(
            "tool",
            "[-w %nsec] service ...",
            "Does 100%n of it.",
            List.of(Option.valued("w", "wait", "sec", "Wait 50%n longer.")),
            List.of(Operand.of("service", Operand.Kind.SERVICE, Operand.Count.AT_LEAST_ONE, "Which.")),
            OptionTable.Leniency.STRICT,
            100,
            111);

    private final ByteArrayOutputStream stdout = new ByteArrayOutputStream();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();

    private int run(Tool tool, String... arguments) {
        return Launcher.run(
                TABLE, tool, new Invocation("/x/t\u00e9ol", arguments, new Output(stdout), new Output(stderr)));
    }

    private String out() {
        return stdout.toString(StandardCharsets.ISO_8859_1);
    }

    private String err() {
        return stderr.toString(StandardCharsets.ISO_8859_1);
    }

    @Test
    void runsTheTool() {
        assertEquals(
                7,
                run(
                        (line, invocation) -> {
                            invocation.stdout().print(line.operands().get(0) + "\n");
                            return 7;
                        },
                        "w\u00ffb"));
        assertEquals("w\u00ffb\n", out());
        assertEquals("", err());
    }

    @Test
    void printsUsage() {
        assertEquals(100, run((line, invocation) -> 0, "-z"));
        assertEquals("t\u00e9ol: illegal option -- z\nusage: t\u00e9ol [-w %nsec] service ...\n\n", err());
        assertEquals("", out());
    }

    @Test
    void printsUsageWithoutAComplaint() {
        assertEquals(100, run((line, invocation) -> 0));
        assertEquals("usage: t\u00e9ol [-w %nsec] service ...\n\n", err());
    }

    @Test
    void printsVersion() {
        assertEquals(0, run((line, invocation) -> 1, "--version"));
        assertTrue(out().matches("tool \\(jrunit\\) \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?\n"), out());
    }

    @Test
    void printsHelpFromTheTable() {
        assertEquals(0, run((line, invocation) -> 1, "--help"));
        assertTrue(out().startsWith("Usage: t"), out());
        for (String part :
                List.of("[-w %nsec] service ...", "Does 100%n of it.", "-w, --wait", "Wait 50%n longer.", "--help")) {
            assertTrue(out().contains(part), part + " in " + out());
        }
        assertEquals("", err());
    }

    @Test
    void endsErrorsOfTheSystem() {
        assertEquals(
                111,
                run(
                        (line, invocation) -> {
                            throw new PosixException("open", "/x", Errno.EACCES);
                        },
                        "a"));
        assertEquals("t\u00e9ol: fatal: open /x: access denied\n", err());
    }

    @Test
    void endsDefects() {
        assertEquals(
                111,
                run(
                        (line, invocation) -> {
                            throw new IllegalStateException("broken");
                        },
                        "a"));
        assertTrue(err().startsWith("t\u00e9ol: fatal: java.lang.IllegalStateException: broken\n\tat "), err());
    }
}
