package dev.jrunit.sv;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.Output;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Wrong usage, which needs no system. Source: sv(8), EXIT CODES. */
class MainTest {
    private static final String USAGE = "usage: sv [-v] [-w sec] command service ...\n\n";

    private static void assertUsage(String stderr, String... arguments) {
        assertWrong(100, stderr, SvOptions.SV, false, "/usr/bin/sv", arguments);
    }

    private static void assertInitScriptUsage(String stderr, String... arguments) {
        assertWrong(2, stderr, SvOptions.initScript(), true, "/etc/init.d/web", arguments);
    }

    private static void assertWrong(
            int status, String stderr, OptionTable table, boolean isInitScript, String argv0, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Invocation invocation = new Invocation(argv0, arguments, new Output(out), new Output(err));
        assertEquals(status, Launcher.run(table, new Main(isInitScript), invocation));
        assertEquals(stderr, err.toString(StandardCharsets.ISO_8859_1));
        assertEquals("", out.toString(StandardCharsets.ISO_8859_1));
    }

    @Test
    void asSv() {
        assertUsage(USAGE);
        assertUsage(USAGE, "status");
        assertUsage(USAGE, "bogus", "web");
        assertUsage(USAGE, "", "web");
        assertUsage("sv: illegal option -- z\n" + USAGE, "-vz", "status", "web");
        assertUsage("sv: option requires an argument -- w\n" + USAGE, "-w");
    }

    @Test
    void asInitScript() {
        String usage = "usage: web [-w sec] command\n\n";
        assertInitScriptUsage(usage);
        assertInitScriptUsage(usage, "bogus");
        assertInitScriptUsage(usage, "s");
        assertInitScriptUsage("web: illegal option -- z\n" + usage, "-z");
        assertInitScriptUsage("web: option requires an argument -- w\n" + usage, "-w");
    }
}
