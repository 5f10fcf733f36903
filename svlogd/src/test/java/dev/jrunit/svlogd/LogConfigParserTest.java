package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** svlogd(8), CONFIG; edges as runit's svlogd treats them. */
class LogConfigParserTest {
    private static final String TERABYTES = "9999999999999999999999999";

    private static LogConfig clean(String text) {
        LogConfigParser.Result result = LogConfigParser.parse(text);
        assertEquals(List.of(), result.complaints());
        return result.config();
    }

    private static List<String> complaints(String text) {
        return LogConfigParser.parse(text).complaints();
    }

    private static LogConfig any(String text) {
        return LogConfigParser.parse(text).config();
    }

    @Test
    void everyLetter() {
        LogConfig config = clean("""
                # comment

                s50
                n5
                N2
                t3
                !tr a b
                u10.0.0.1:99
                pweb:\s
                -*
                +a*
                ee*
                Eee*
                S1000
                q
                j
                1
                o -tt
                """);
        assertEquals(50, config.size());
        assertEquals(5, config.oldFiles());
        assertEquals(2, config.leastOldFiles());
        assertEquals(3, config.ageSeconds());
        assertEquals("tr a b", config.processor());
        assertEquals(new LogConfig.UdpTarget(0x0a000001, 99, false), config.target());
        assertEquals("web: ", config.prefix());
        assertEquals("true false", logs(config, "ab") + " " + logs(config, "b"));
        assertEquals("true false", alerts(config, "ex") + " " + alerts(config, "eex"));
        assertEquals(1000, config.totalSize());
        assertTrue(config.drops() && config.json() && config.toStdout() && config.processes());
        assertFalse(config.compress());
        assertEquals(" -tt", config.options());
        assertTrue(clean("z").compress() && clean("z \n").processes());
        assertFalse(LogConfig.DEFAULT.processes());
    }

    private static boolean logs(LogConfig config, String line) {
        return config.selection().logs(line.getBytes(ISO_8859_1), 0, line.length());
    }

    private static boolean alerts(LogConfig config, String line) {
        return config.selection().alerts(line.getBytes(ISO_8859_1), 0, line.length());
    }

    @Test
    void withoutLinesTheDefaults() {
        LogConfig config = clean("\n\n#s1\n");
        assertEquals(1_000_000, config.size());
        assertEquals(10, config.oldFiles());
        assertEquals(0, config.leastOldFiles() + config.ageSeconds() + config.totalSize());
        assertNull(config.target());
        assertTrue(config.selection().isAll());
        assertEquals("", config.processor() + config.prefix() + config.options());
        assertFalse(config.drops() || config.json() || config.toStdout() || config.compress());
    }

    @ParameterizedTest(name = "s{0}")
    @CsvSource({
        "0, 0",
        "50, 50",
        "050, 50",
        "1k, 1024",
        "3m, 3145728",
        "4294967346, 4294967346",
    })
    void aSize(String text, long size) {
        assertEquals(size, clean("s" + text).size());
        assertEquals(size, clean("S" + text).totalSize());
    }

    @ParameterizedTest(name = "s{0}")
    @CsvSource({
        "1kk, 1024",
        "50x, 50",
        "'50 ', 50",
        "'50\r', 50",
        "'5 0', 5",
        "'', 0",
        "' 50', 0",
        "-1, 0",
        "+50, 0",
        "0x40, 0",
        "1K, 1",
        "1h, 1",
    })
    void aSizeWithMoreThanANumberIsComplainedOf(String text, long size) {
        assertEquals(size, any("s" + text).size());
        assertEquals(1, complaints("\n\ns" + text).size());
        assertTrue(complaints("\n\ns" + text).get(0).startsWith("line 3: "));
    }

    @ParameterizedTest(name = "t{0}")
    @CsvSource({"0, 0", "90, 90", "2m, 120", "3h, 10800"})
    void anAge(String text, long seconds) {
        assertEquals(seconds, clean("t" + text).ageSeconds());
    }

    @ParameterizedTest(name = "n{0}")
    @CsvSource({"2k, 2", "2x, 2", "'', 0", "x, 0", "-1, 0", "' 2', 0"})
    void aNumberHasNoSuffix(String text, long number) {
        assertEquals(number, any("n" + text).oldFiles());
        assertEquals(1, complaints("n" + text).size());
    }

    /** What is too large for any file is as good as the largest. */
    @Test
    void numbersDoNotWrap() {
        for (String suffix : new String[] {"", "k", "m"}) {
            assertTrue(any("s" + TERABYTES + suffix).size() >= 1L << 53, suffix);
            assertTrue(any("S" + TERABYTES + suffix).totalSize() >= 1L << 53, suffix);
            assertTrue(any("s9007199254740993" + suffix).size() >= 1L << 53, suffix);
        }
        for (String suffix : new String[] {"", "m", "h"}) {
            long seconds = any("t" + TERABYTES + suffix).ageSeconds();
            assertTrue(seconds > 1_000_000_000L, suffix + " " + seconds);
            assertTrue(seconds <= Long.MAX_VALUE / 2_000_000_000L, suffix + " " + seconds);
        }
        assertTrue(any("n" + TERABYTES).oldFiles() > 1_000_000);
    }

    @Test
    void theLastOneWins() {
        assertEquals(20, clean("s10\ns20").size());
        assertEquals("b", clean("!a\n!b").processor());
        assertEquals(2, clean("n3\nn2").oldFiles());
        assertEquals("b", clean("pa\npb").prefix());
        assertEquals(
                new LogConfig.UdpTarget(0x02020202, 514, false),
                clean("u1.1.1.1:7\nu2.2.2.2").target());
    }

    @Test
    void anEmptyProcessorOrPrefixChangesNothing() {
        assertEquals("tr x a", clean("!tr x a\n!\n").processor());
        assertEquals("x", clean("px\np\n").prefix());
        assertEquals("", clean("!\np\n").processor());
    }

    @Test
    void onceToUdpOnlyAlwaysToUdpOnly() {
        assertEquals(
                new LogConfig.UdpTarget(0x02020202, 514, true),
                clean("U1.1.1.1\nu2.2.2.2").target());
        assertEquals(
                new LogConfig.UdpTarget(0x02020202, 514, true),
                clean("u1.1.1.1\nU2.2.2.2").target());
    }

    @ParameterizedTest(name = "u{0}")
    @ValueSource(
            strings = {
                "",
                "127.1",
                "1.2.3",
                "256.1.1.1",
                "a.b.c.d",
                " 1.2.3.4",
                "localhost",
                "1..2.3",
                "-1.2.3.4",
                "0x7f.0.0.1",
                "1.2.3.",
                ".1.2.3",
                ":514"
            })
    void noAddress(String text) {
        assertEquals(List.of("line 1: unable to scan ip address: " + text), complaints("u" + text + "\n"));
        assertEquals(
                new LogConfig.UdpTarget(0x01010101, 514, false),
                any("u1.1.1.1\nu" + text).target());
    }

    @ParameterizedTest(name = "u1.2.3.4{0}")
    @ValueSource(strings = {":", ":x", ":0", ":65536", ":99999999999999999999", ": 5", ":-5"})
    void noPort(String text) {
        assertEquals(
                List.of("line 1: unable to scan port number: " + text.substring(1)), complaints("u1.2.3.4" + text));
        assertNull(any("u1.2.3.4" + text).target());
    }

    /** As in runit, but with a word about it. */
    @ParameterizedTest(name = "u1.2.3.4{0}")
    @ValueSource(strings = {".5", " ", "x:9", ":514x", ":514:1", ":514 # a comment"})
    void whatFollowsAnAddressIsLeftAside(String text) {
        assertEquals(List.of("line 1: more than an address: 1.2.3.4" + text), complaints("u1.2.3.4" + text));
        assertEquals(
                new LogConfig.UdpTarget(0x01020304, 514, false),
                any("u1.2.3.4" + text).target());
    }

    @Test
    void addressesAndPortsToTheirLimits() {
        assertEquals(
                new LogConfig.UdpTarget(-1, 65_535, true),
                clean("U255.255.255.255:65535").target());
        assertEquals(new LogConfig.UdpTarget(0, 1, false), clean("u0.0.0.0:1").target());
    }

    @ParameterizedTest
    @ValueSource(strings = {"z", "q", "j", "1"})
    void lettersThatStandAlone(String letter) {
        assertEquals(List.of("line 2: " + letter + " stands alone in its line"), complaints("\n" + letter + "0"));
        assertEquals(LogConfig.DEFAULT, defaultsBut(any(letter + " no")));
        clean(letter + "\r\n" + letter + " \t");
    }

    /** With the default's own selection, which has no equals. */
    private static LogConfig defaultsBut(LogConfig config) {
        return new LogConfig(
                config.size(),
                config.oldFiles(),
                config.leastOldFiles(),
                config.ageSeconds(),
                config.processor(),
                config.target(),
                config.prefix(),
                LogConfig.DEFAULT.selection(),
                config.compress(),
                config.totalSize(),
                config.drops(),
                config.json(),
                config.toStdout(),
                config.options());
    }

    @ParameterizedTest
    @ValueSource(strings = {" s5", "\ts5", "X", "2", "\r", "\u0080s", "Z", "Q", "k5", "\0", "s\0", "\0s5"})
    void otherLinesAreForSomebodyElse(String line) {
        LogConfig config = any(line.equals("s\0") ? "#" : line);
        assertEquals(LogConfig.DEFAULT, defaultsBut(config));
        assertEquals(List.of(), complaints(line.equals("s\0") ? "#" : line));
    }

    @Test
    void aNulEndsItsLine() {
        LogConfig config = clean("pab\0cd\n!tr a b\0 c\n-a\0b\ns50\0x\nq\0x");
        assertEquals("ab", config.prefix());
        assertEquals("tr a b", config.processor());
        assertFalse(logs(config, "a"));
        assertEquals(50, config.size());
        assertTrue(config.drops());
    }

    @Test
    void aCarriageReturnBelongsToItsLine() {
        LogConfig config = clean("-*\r\npx\r\n");
        assertEquals("x\r", config.prefix());
        assertFalse(logs(config, "dos\r"));
        assertTrue(logs(config, "unix"));
    }

    @Test
    void theEmptyPatternIsOfTheEmptyLine() {
        LogConfig config = clean("-\n");
        assertFalse(logs(config, ""));
        assertTrue(logs(config, "a"));
    }

    @Test
    void whatDoesNotGoTogether() {
        assertEquals(1, complaints("n2\nN2").size());
        assertEquals(0, any("N3\nn2").leastOldFiles());
        assertEquals(List.of(), complaints("N2\nn3"));
        assertEquals(2, any("N2\nn3").leastOldFiles());
        // Who keeps all old files keeps them on a full disk too, as in runit.
        assertEquals(1, complaints("n0\nN2").size());
        assertEquals(0, any("N2\nn0").leastOldFiles());
        assertEquals(1, complaints("z\n!tr a b").size());
        assertFalse(any("z\n!tr a b").compress());
        assertEquals("tr a b", any("z\n!tr a b").processor());
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2})
    void anyBytesAreReadWithoutAnException(long seed) {
        Random random = new Random(seed);
        String letters = "sSnNt!uUp+-eEzqj1o#0123456789km.: \n\n\n\r\0\u00ff";
        for (int i = 0; i < 20_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int left = random.nextInt(40); left > 0; left--) {
                text.append(letters.charAt(random.nextInt(letters.length())));
            }
            LogConfig config = any(text.toString());
            assertTrue(
                    config.size() >= 0 && config.oldFiles() >= 0 && config.ageSeconds() >= 0 && config.totalSize() >= 0,
                    text::toString);
        }
    }
}
