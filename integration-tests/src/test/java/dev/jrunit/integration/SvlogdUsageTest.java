package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong and odd command lines. Source: svlogd(8), SYNOPSIS and OPTIONS. */
final class SvlogdUsageTest {

    private static final String USAGE = "usage: svlogd [-ttv] [-r c] [-R abc] [-l len] [-b buflen] dir ...\n\n";

    private static Picture started(String... arguments) {
        return Compared.of(log -> {
            log.directory();
            log.startWith(List.of(arguments)).write("a\nbb\n").end();
        });
    }

    @ParameterizedTest(name = "svlogd {0}")
    @CsvSource({
        "''",
        "-t",
        "-v -r x",
        "-r ab d",
        "-R d",
        "-b 10 d",
        "-b 1000 d",
        "-b 1k d",
        "-l 1024 d",
        "-l 5000 d",
        "-l 20 -b 20 d",
        "-l 4294967297 d",
    })
    void wrongUsage(String line) {
        Picture seen = started(line.isEmpty() ? new String[0] : line.split(" "));
        assertEquals("exit 111", seen.exit());
        assertEquals(USAGE, seen.err());
        assertEquals("", seen.sizes());
    }

    @ParameterizedTest(name = "svlogd -r {0}")
    @ValueSource(strings = {"", "ab", "\u00e9"})
    void whatReplacesIsOneByte(String value) {
        assertEquals(USAGE, started("-r", value, "d").err());
    }

    @Test
    void unknownOption() {
        Picture seen = started("-tzv", "d");
        assertEquals("exit 111", seen.exit());
        assertEquals("svlogd: illegal option -- z\n" + USAGE, seen.err());
    }

    @Test
    void missingValue() {
        Picture seen = started("-t", "-l");
        assertEquals("exit 111", seen.exit());
        assertEquals("svlogd: option requires an argument -- l\n" + USAGE, seen.err());
    }

    /** Numbers are read as far as there are digits; none, and 0, are the default. */
    @ParameterizedTest(name = "svlogd {0}")
    @ValueSource(
            strings = {
                "-l 1023 d",
                "-l 0 d",
                "-l abc d",
                "-l -5 d",
                "-l 10x d",
                "-l 10 -b 11 d",
                "-b 1001 d",
                "-b 0 d",
                "-b abc d",
                "-b -1 d",
                "-b 4294968320 d",
                "-ttt -v d",
                "-tttt d",
                "-l1023 d",
                "-ttvl1023 d",
                "-- d",
                "-r _ -R abc -l 100 -b 200 -t d"
            })
    void runs(String line) {
        Picture seen = started(line.split(" "));
        assertEquals("exit 0", seen.exit());
        assertEquals(
                2, seen.content("current").chars().filter(one -> one == '\n').count());
    }

    @Test
    void emptyValuesOfNumbersAndSets() {
        assertEquals("a\nbb\n", started("-l", "", "-b", "", "-R", "", "d").content("current"));
    }

    /** Options end at the first operand. */
    @Test
    void anOptionAfterADirectoryIsADirectory() {
        Picture seen = started("d", "-v");
        assertEquals("exit 0", seen.exit());
        assertEquals("svlogd: warning: unable to open log directory: -v: file does not exist\n", seen.err());
        assertEquals("a\nbb\n", seen.content("current"));
    }

    /** -t twice is -tt, four times is -ttt. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "-t, @TTTTTTTTTTTTTTTTTTTTTTTT a",
        "-tt, DDDD-DD-DD_DD:DD:DD.DDDDD a",
        "-ttt, DDDD-DD-DDTDD:DD:DD.DDDDD a",
        "-t -t, DDDD-DD-DD_DD:DD:DD.DDDDD a",
        "-t -v -t -t, DDDD-DD-DDTDD:DD:DD.DDDDD a",
        "-ttttt, DDDD-DD-DDTDD:DD:DD.DDDDD a"
    })
    void timestamps(String options, String expected) {
        List<String> arguments = new ArrayList<>(List.of(options.split(" ")));
        arguments.add("d");
        Picture seen = started(arguments.toArray(String[]::new));
        assertEquals(expected, seen.content("current").substring(0, expected.length()));
    }
}
