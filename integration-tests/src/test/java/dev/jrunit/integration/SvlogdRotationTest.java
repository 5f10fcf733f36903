package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When current is rotated, and which old files stay. Source: svlogd(8), LOG FILE ROTATION and CONFIG s, n, N, t. */
final class SvlogdRotationTest {

    /** Small enough that a few lines reach the limits: -l 20. */
    static final String[] SMALL = {"-l", "20", "-b", "64"};

    /** Lines of that many bytes, newline included, which are numbered. */
    static String lines(int count, int bytes) {
        StringBuilder text = new StringBuilder();
        for (int number = 0; number < count; number++) {
            text.append(String.format("%0" + (bytes - 1) + "d%n", number));
        }
        return text.toString();
    }

    private static Picture rotated(String config, String input) {
        return Compared.of(log -> log.options(SMALL).config(config).feed(input));
    }

    @Test
    void rotatesAfterANewlineWithinTheLastCharactersOfTheSize() {
        Picture seen = rotated("s50\nn0", lines(8, 10));
        assertEquals("@0.s 30, @1.s 30, current 20", seen.sizes());
        assertEquals("000000000\n000000001\n000000002\n", seen.content("@0.s"));
        assertEquals("000000006\n000000007\n", seen.content("current"));
        assertEquals("@0.s 744, @1.s 744, config 644, current 744, lock 600", seen.modes());
    }

    /** One line of so many bytes, newline included, and a line of two. s is 50, len is 20. */
    @ParameterizedTest(name = "a line of {0} bytes leaves {1}")
    @CsvSource({
        "29, '31, 0'",
        "30, '30, 2'",
        "31, '31, 2'",
        "49, '49, 2'",
        "50, '50, 2'",
        "51, '50, 3'",
        "52, '50, 4'",
        "78, '50, 30, 0'",
        "79, '50, 31, 0'",
        "80, '50, 30, 2'",
        "100, '50, 50, 2'",
        "101, '50, 50, 3'"
    })
    void theEndOfALineAndTheSize(int bytes, String expected) {
        Picture seen = rotated("s50\nn0", "x".repeat(bytes - 1) + "\ny\n");
        assertEquals(expected(bytes), seen.lengths(), "the model");
        if (bytes < 78) {
            assertEquals("[" + expected + "]", seen.lengths().toString());
        }
    }

    private static List<Integer> expected(int bytes) {
        return model(50, 20, "x".repeat(bytes - 1) + "\ny\n");
    }

    /** s against len, for lines of 10 bytes. */
    @ParameterizedTest(name = "s{0}")
    @CsvSource({
        "0, '60'",
        "9, '9, 9, 9, 9, 9, 9, 6'",
        "10, '10, 10, 10, 10, 10, 10'",
        "11, '11, 11, 11, 11, 11, 5'",
        "19, '19, 19, 19, 3'",
        "20, '10, 10, 10, 10, 10, 10, 0'",
        "21, '10, 10, 10, 10, 10, 10, 0'",
        "30, '10, 10, 10, 10, 10, 10, 0'",
        "31, '20, 20, 20, 0'",
        "40, '20, 20, 20, 0'"
    })
    void aSizeNearTheLineLength(int size, String expected) {
        Picture seen = rotated("s" + size + "\nn0", lines(6, 10));
        assertEquals("[" + expected + "]", seen.lengths().toString());
        assertEquals(model(size, 20, lines(6, 10)), seen.lengths(), "the model");
    }

    @Test
    void aFileOfOneByte() {
        Picture seen = rotated("s1\nn0", "ab\nc\n");
        assertEquals("@0.s 1, @1.s 1, @2.s 1, @3.s 1, current 1", seen.sizes());
        assertEquals("\n", seen.content("current"));
    }

    /** Timestamps count for the size, and are cut like anything else. */
    @Test
    void aTimestampIsCutAtTheSize() {
        Picture seen = Compared.of(log ->
                log.options("-t", "-l", "20", "-b", "64").config("s50\nn0").feed("\n".repeat(5)));
        assertEquals("@0.s 50, @1.s 31, @2.s 50, current 4", seen.sizes());
        assertEquals("@" + "T".repeat(24) + " \n@" + "T".repeat(22), seen.content("@0.s"));
        assertEquals("TT \n@" + "T".repeat(24) + " \n", seen.content("@1.s"));
    }

    @Test
    void thePrefixCountsForTheSize() {
        assertEquals(
                "@0.s 36, @1.s 36, current 0",
                rotated("s50\nn0\np<prefix> ", lines(4, 9)).sizes());
    }

    /** Inputs with a seed, against each other and against a model of four lines. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void randomLinesAndSizes(long seed) {
        Random random = new Random(seed);
        int len = 5 + random.nextInt(60);
        int size = random.nextInt(10) == 0 ? random.nextInt(len + 2) + 4 : len + random.nextInt(300);
        String prefix = random.nextBoolean() ? "" : "p".repeat(1 + random.nextInt(20));
        StringBuilder input = new StringBuilder();
        StringBuilder written = new StringBuilder();
        for (int line = 0; line < 60; line++) {
            int length = random.nextInt(4) == 0 ? random.nextInt(400) : random.nextInt(len + 10);
            String text = Integer.toString(line, 36).repeat(length / 2) + "\n";
            input.append(text);
            written.append(prefix).append(text);
        }
        Picture seen = Compared.of(log -> {
            log.options("-l", "" + len, "-b", "" + (len + 1 + seed * 7));
            log.config("n0\ns" + size + "\np" + prefix).feed(input.toString());
            assertEquals(written.toString(), log.directory().everything());
        });
        assertEquals(model(size, len, written.toString()), seen.lengths());
    }

    /** Deliberately simple: the sizes of the files, the last being current. */
    static List<Integer> model(int size, int len, String written) {
        List<Integer> sizes = new ArrayList<>();
        int current = 0;
        for (int at = 0; at < written.length(); at++) {
            char one = written.charAt(at);
            if (size > 0 && current == size) {
                sizes.add(current);
                current = 0;
            }
            current++;
            if (one == '\n' && size >= len && current >= size - len) {
                sizes.add(current);
                current = 0;
            }
        }
        sizes.add(current);
        return sizes;
    }

    /** How a number is read: its first digits, and a letter after them. */
    @ParameterizedTest(name = "s{0}")
    @CsvSource({
        "1k, '1010, 1010, 1010, 970'",
        "1kk, '1010, 1010, 1010, 970'",
        "1m, '4000'",
        "050, '30'",
        "'50 ', '30'",
        "50x, '30'",
        "'50\r', '30'",
        "'', '4000'",
        "' 50', '4000'",
        "-1, '4000'",
        "+50, '4000'",
        "0x40, '4000'",
        "4294967346, '4000'",
        "99999999999, '4000'"
    })
    void theSizeAsWritten(String number, String expected) {
        Picture seen = rotated("s" + number + "\nn0\n", lines(400, 10));
        List<Integer> lengths = seen.lengths();
        if (expected.equals("30")) {
            assertEquals(134, lengths.size());
            assertEquals(30, lengths.get(0));
        } else {
            assertEquals("[" + expected + "]", lengths.toString());
        }
    }

    /** 20 rotations, and how many old files are left. */
    @ParameterizedTest(name = "config {0}")
    @CsvSource({
        "'', 10",
        "n1, 1",
        "n3, 3",
        "n0, 20",
        "n, 20",
        "nx, 20",
        "n-1, 20",
        "'n 2', 20",
        "n2k, 2",
        "n2x, 2",
        "'n3|n0', 20",
        "'n3|N2', 3",
        "'n2|N2', 2",
        "'n2|N3', 2",
        "'N5|n2', 2",
        "N3, 10",
        "N, 10",
        "'n0|N2', 20"
    })
    void theNumberAsWritten(String config, int left) {
        Picture seen = Compared.of(log -> log.options(SMALL)
                .config("s50\n" + config.replace('|', '\n') + "\n")
                .feed(lines(60, 10)));
        assertEquals(left + 1, seen.lengths().size());
        assertEquals(0, seen.content("current").length());
        assertEquals("000000057\n000000058\n000000059\n", seen.content("@" + (left - 1) + ".s"));
    }

    /** Of more old files than num, one goes with each rotation, the oldest; none at the start. */
    @Test
    void oneOldFileGoesWithEachRotation() {
        Picture seen = Compared.of(log -> {
            log.options("-v", "-l", "20", "-b", "64").config("s50\nn2");
            for (int number = 0; number < 5; number++) {
                log.directory().file("@40000000000000000000000" + number + ".s", "old " + number + "\n", 0744);
            }
            log.feed("");
            assertEquals(5, log.directory().old().size());
            log.feed(lines(6, 10));
        });
        assertEquals("@0.s 6, @1.s 6, @2.s 6, @3.s 30, @4.s 30, current 0", seen.sizes());
        assertEquals("old 2\n", seen.content("@0.s"));
        assertEquals("""
                svlogd: info: read: d/config
                svlogd: info: append: d/current
                svlogd: info: rename: d/current @.s 30
                svlogd: info: delete: d/@.s
                svlogd: info: rename: d/current @.s 30
                svlogd: info: delete: d/@.s
                svlogd: info: close: d
                """, seen.err());
    }

    /** Unprocessed files are kept, leftovers of processors go, other names are none of svlogd's. */
    @Test
    void whichNamesCount() {
        Picture seen = Compared.of(log -> {
            log.options(SMALL).config("s50\nn2");
            LogDirectory directory = log.directory();
            directory.file("@400000000000000100000000.u", "u", 0744);
            directory.file("@400000000000000200000000.t", "t", 0644);
            directory.file("@400000000000000300000000.t", "t", 0644);
            directory.file("@400000000000000400000000.u", "u", 0644);
            directory.file("@400000000000000500000000.s", "s", 0744);
            directory.file("@400000000000000600000000.s", "s", 0744);
            for (String name :
                    List.of("@", "@x", "@x.s", "@400000000000000000000000", "x.t", "@4000000000000000000000000.s")) {
                directory.file(name, "mine", 0644);
            }
            log.feed(lines(3, 10));
            assertEquals(List.of(), directory.old(".t"));
            assertEquals(2, directory.old(".u").size());
            for (String name :
                    List.of("@", "@x", "@x.s", "@400000000000000000000000", "x.t", "@4000000000000000000000000.s")) {
                assertEquals("mine", directory.content(name), name);
            }
            assertEquals("", directory.content("@400000000000000500000000.s"));
            assertEquals("s", directory.content("@400000000000000600000000.s"));
        });
        assertEquals("", seen.err());
    }

    /** t: a current that is old and not empty is rotated without input; an empty one is not. */
    @Test
    void rotatesByAge() {
        Picture seen = Compared.of(log -> {
            log.options("-v").config("t1\nn0").start().write("first\n");
            log.await("rotation", () -> log.directory().old().size() == 1);
            log.write("second\n");
            log.await("rotation", () -> log.directory().old().size() == 2);
            log.end();
        });
        assertEquals("@0.s 6, @1.s 7, current 0", seen.sizes());
        assertEquals("""
                svlogd: info: read: d/config
                svlogd: info: new: d/current
                svlogd: info: rename: d/current @.s 6
                svlogd: info: rename: d/current @.s 7
                svlogd: info: close: d
                """, seen.err());
    }

    /** An age of a minute or an hour, or none. */
    @ParameterizedTest(name = "{0}")
    @ValueSource(strings = {"t1m", "t1h", "t0", "t", "tx", "t-1", "t 1"})
    void isNotRotatedByThatAge(String line) {
        Picture seen = Compared.of(log -> {
            log.config(line + "\n").startWithLine("first");
            Eventually.holds(
                    "current stays",
                    java.time.Duration.ofMillis(1500),
                    () -> log.directory().old().isEmpty());
            log.end();
        });
        assertEquals("current 6", seen.sizes());
    }
}
