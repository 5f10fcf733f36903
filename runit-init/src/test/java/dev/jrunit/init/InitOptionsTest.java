package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.UsageException;
import dev.jrunit.svlogd.LineStyle;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What command line and environment make of a container. */
class InitOptionsTest {
    private static final long SECOND = 1_000_000_000L;

    private static CommandLine parse(String... arguments) throws UsageException {
        return CommandLine.parse(InitOptions.RUNIT_INIT, arguments);
    }

    private static Settings settings(List<String> environment, String... arguments) throws UsageException {
        return InitOptions.settings(parse(arguments), environment);
    }

    @Test
    void whatIsNotSaidIsAsMyInitHasIt() throws Exception {
        assertEquals(
                new Settings("/etc", List.of(), false, false, false, true, 30 * SECOND, 30 * SECOND, LineStyle.RAW),
                settings(List.of("A=1")));
        assertEquals("/etc/service", settings(List.of()).serviceDirectory());
    }

    @Test
    void everyOptionAndVariable() throws Exception {
        assertEquals(
                new Settings(
                        "/e", List.of("cmd", "-x", "--quiet"), true, true, true, false, 5 * SECOND, 0, LineStyle.JSON),
                settings(
                        List.of("KILL_PROCESS_TIMEOUT=5", "SV_LOG_FORMAT=json", "KILL_ALL_PROCESSES_TIMEOUT=0"),
                        "--skip-startup-files",
                        "--skip-runit",
                        "--quiet",
                        "--no-kill-all-on-exit",
                        "--etc",
                        "/e",
                        "--",
                        "cmd",
                        "-x",
                        "--quiet"));
    }

    @ParameterizedTest
    @CsvSource({"raw, RAW", "text, TEXT", "json, JSON", "'', RAW"})
    void outputStyles(String value, LineStyle style) throws Exception {
        assertEquals(style, settings(List.of("SV_LOG_FORMAT=" + value)).outputStyle());
    }

    @ParameterizedTest
    @CsvSource({"'', 30", "0, 0", "007, 7", "999999999, 999999999"})
    void limits(String value, long seconds) throws Exception {
        Settings settings = settings(List.of("KILL_PROCESS_TIMEOUT=" + value));
        assertEquals(seconds * SECOND, settings.stopLimitNanos());
        assertEquals(30 * SECOND, settings.killAllLimitNanos());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KILL_PROCESS_TIMEOUT=-1",
                "KILL_PROCESS_TIMEOUT=5s",
                "KILL_PROCESS_TIMEOUT=1.5",
                "KILL_PROCESS_TIMEOUT= 5",
                "KILL_ALL_PROCESSES_TIMEOUT=soon",
                "KILL_ALL_PROCESSES_TIMEOUT=1000000000",
                "SV_LOG_FORMAT=JSON",
                "SV_LOG_FORMAT=xml",
            })
    void aBadVariableIsNamedWithWhatItIs(String entry) {
        UsageException usage = assertThrows(UsageException.class, () -> settings(List.of("A=1", entry)));
        String name = entry.substring(0, entry.indexOf('='));
        String value = entry.substring(entry.indexOf('=') + 1);
        String words = name.equals("SV_LOG_FORMAT") ? " is not raw, text or json: " : " is no number of seconds: ";
        assertEquals("environment variable " + name + words + value, usage.getMessage());
    }

    @Test
    void ofTwoVariablesTheFirstCounts() throws Exception {
        assertEquals(
                SECOND,
                settings(List.of("KILL_PROCESS_TIMEOUT=1", "KILL_PROCESS_TIMEOUT=2", "XKILL_PROCESS_TIMEOUT=3"))
                        .stopLimitNanos());
    }

    @ParameterizedTest
    @ValueSource(strings = {"--skip", "--etc", "-x", "--kill"})
    void otherOptionsAreWrongUsage(String option) {
        assertThrows(UsageException.class, () -> parse(option));
    }

    @Test
    void requestsAreZeroAndSixAlone() throws Exception {
        assertTrue(InitOptions.isRequest(parse("0")));
        assertTrue(InitOptions.isRequest(parse("6")));
        assertFalse(InitOptions.isRequest(parse()));
        assertFalse(InitOptions.isRequest(parse("1")));
        assertFalse(InitOptions.isRequest(parse("0", "6")));
    }

    @Test
    void whatOnlyAContainerHasIsForNoMachine() throws Exception {
        assertTrue(InitOptions.isForMachine(parse()));
        assertTrue(InitOptions.isForMachine(parse("--etc", "/e")));
        assertFalse(InitOptions.isForMachine(parse("cmd")));
        assertFalse(InitOptions.isForMachine(parse("--container")));
        assertFalse(InitOptions.isForMachine(parse("--quiet")));
        assertFalse(InitOptions.isForMachine(parse("--skip-runit")));
    }
}
