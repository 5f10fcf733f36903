package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.posix.Errno;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** svlogd(8), CONFIG and OPTIONS: what becomes of each line, whatever pieces it comes in. */
class LinesTest {
    private static final String STAMP = "@4000000000000000";

    /** What is expected, made one byte at a time and line by line. */
    private static final class Reference {
        final StringBuilder log = new StringBuilder();
        final StringBuilder stderr = new StringBuilder();
        private final StringBuilder line = new StringBuilder();
        private final LineOptions options;
        private final String prefix;
        private final Selection selection;

        Reference(LineOptions options, String prefix, Selection selection) {
            this.options = options;
            this.prefix = prefix;
            this.selection = selection;
        }

        void take(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\n') {
                    endLine();
                } else {
                    line.append(c);
                }
            }
        }

        void end() {
            if (line.length() > 0) {
                endLine();
            }
        }

        private void endLine() {
            byte[] bytes = line.toString().getBytes(ISO_8859_1);
            int seen = Math.min(bytes.length, options.length());
            for (int i = 0; i < seen && options.replacements() != null; i++) {
                bytes[i] = options.replacements()[bytes[i] & 0xff];
            }
            String whole = new String(bytes, ISO_8859_1);
            String head = whole.substring(0, seen);
            if (selection.logs(bytes, 0, seen)) {
                log.append(prefix).append(whole).append('\n');
            }
            if (selection.alerts(bytes, 0, seen)) {
                String dots = bytes.length >= options.length() ? "..." : "";
                stderr.append(prefix).append(head).append(dots).append('\n');
            }
            line.setLength(0);
        }
    }

    private static String word(Random random, String letters, int most) {
        StringBuilder word = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void anyInputInAnyPieces(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < 30; round++) {
            int length = random.nextBoolean() ? 1 + random.nextInt(12) : 1 + random.nextInt(20_000);
            byte[] replacements =
                    random.nextBoolean() ? null : LineOptions.replacements('a', word(random, "bc\u00e9", 2));
            LineOptions options = new LineOptions(TimeStyle.NONE, length, replacements);
            StringBuilder config = new StringBuilder("s0\n");
            String prefix = random.nextBoolean() ? "" : word(random, "p: ", 4);
            config.append('p').append(prefix).append('\n');
            for (int rules = random.nextInt(4); rules > 0; rules--) {
                config.append("+-eE".charAt(random.nextInt(4))).append(word(random, "ab+**", 4));
                config.append('\n');
            }
            Selection selection =
                    LogConfigParser.parse(config.toString()).config().selection();
            Reference expected = new Reference(options, prefix, selection);
            OneLogger logger = OneLogger.with(config.toString()).start(options, "/log");
            for (int pieces = random.nextInt(30); pieces > 0; pieces--) {
                String piece = random.nextInt(10) == 0
                        ? "ab".repeat(random.nextInt(12_000))
                        : word(random, "aab\t\u00e9\0\n\n", 30);
                expected.take(piece);
                logger.put(piece + (piece.isEmpty() ? "a" : ""));
                expected.take(piece.isEmpty() ? "a" : "");
                if (random.nextInt(3) > 0) {
                    logger.read();
                }
            }
            logger.read();
            logger.endInput();
            expected.end();
            String what = "-l " + length + " with " + config;
            assertEquals(expected.log.toString(), logger.all("/log"), what);
            assertEquals(expected.stderr.toString(), logger.disk.content("/stderr"), what);
            logger.assertEnded();
        }
    }

    @Test
    void aStampAndThePrefixStandInFront() {
        OneLogger logger = OneLogger.with("pweb: \nee*\n");
        logger.start(new LineOptions(TimeStyle.TAI64N, 5, null), "/log");
        logger.put("ex\nother\n\n");
        logger.driver.settle();
        String[] lines = logger.current().lines().toArray(String[]::new);
        String stamp = lines[0].substring(0, 26);
        assertEquals(STAMP.substring(0, 9), stamp.substring(0, 9));
        assertEquals(stamp + "web: ex\n" + stamp + "web: other\n" + stamp + "web: \n", logger.current());
        assertEquals(stamp + "web: ex\n", logger.disk.content("/stderr"));
    }

    @Test
    void aLineHasTheTimeAtWhichItWasRead() {
        OneLogger logger = new OneLogger();
        logger.start(new LineOptions(TimeStyle.UTC, 20, null), "/log");
        logger.send("a\n");
        logger.pass(5_000);
        logger.put("b\n");
        logger.driver.settle();
        String[] lines = logger.current().lines().toArray(String[]::new);
        assertEquals(5, Integer.parseInt(lines[1].substring(17, 19)) - Integer.parseInt(lines[0].substring(17, 19)));
    }

    @Test
    void theLastLineMayLackItsEnd() {
        OneLogger logger = OneLogger.with("ee*\n").start(5);
        logger.send("a\ne");
        logger.endInput();
        assertEquals("a\ne\n", logger.current());
        assertEquals("e\n", logger.disk.content("/stderr"));
        logger.assertEnded();
    }

    // ---- UDP ----

    @Test
    void linesGoOutByUdpCutToTheirLength() {
        OneLogger logger = OneLogger.with("u10.0.0.1:99\np: \n-no*\n").start(5);
        logger.send("abcd\nabcdefgh\nno\n\n");
        assertEquals(
                List.of("a000001:99 : abcd\n", "a000001:99 : abcde...\n", "a000001:99 : \n"), logger.fake.datagrams());
        assertEquals(": abcd\n: abcdefgh\n: \n", logger.current());
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void uppercaseUSendsWithoutWriting() {
        OneLogger logger = OneLogger.with("U10.0.0.1\n").start(5);
        logger.send("abcd\n\nabcdefgh\n");
        assertEquals(
                List.of("a000001:514 abcd\n", "a000001:514 \n", "a000001:514 abcde...\n"), logger.fake.datagrams());
        assertEquals("", logger.current());
        logger.hangUp();
        logger.send("x\n");
        logger.endInput();
        logger.assertEnded();
    }

    @Test
    void whatCannotBeSentIsWritten() {
        OneLogger logger = OneLogger.with("U10.0.0.1\n").start(5);
        logger.fake.faults().once("sendto", "", Errno.EACCES);
        logger.send("a\nb\nabcdefg\n");
        logger.fake.faults().heal();
        assertEquals(List.of("warning: failure sending through udp: a\n"), List.of(logger.current()));
    }

    @Test
    void whatCannotBeSentIsAnObjectOfJsonToo() {
        OneLogger logger = OneLogger.with("u10.0.0.1\nj\n").start(5);
        logger.fake.faults().always("sendto", "", Errno.EACCES);
        logger.send("a\"\n");
        for (String line : logger.current().lines().toList()) {
            assertEquals("{\"time\":\"", line.substring(0, 9), line);
            assertEquals("\"}", line.substring(line.length() - 2), line);
        }
        assertEquals(2, logger.current().lines().count());
    }

    // ---- JSON and standard output ----

    @Test
    void aLineAsAnObject() {
        OneLogger logger = OneLogger.with("j\npp: \n").start(5);
        logger.put("say \"hi\" \u00c3\u00a9 \u00ff\nx\n");
        logger.driver.settle();
        String[] lines = logger.current().lines().toArray(String[]::new);
        String expected = "{\"time\":\"2020-09-13T12:43:20.000000Z\",\"service\":\"web\",\"message\":\"p: ";
        assertEquals(expected + "say \\\"hi\\\" \u00c3\u00a9 \u00ef\u00bf\u00bd\"}", lines[0]);
        assertEquals(expected + "x\"}", lines[1]);
    }

    @Test
    void standardOutputGetsTheServicesNameInsteadOfTheTime() {
        OneLogger logger = OneLogger.with("1\npp: \n-no*\n");
        logger.start(new LineOptions(TimeStyle.TAI64N, 5, null), "/log");
        logger.send("abc\nno\nlonger than five\npart");
        assertEquals("web: p: abc\nweb: p: longer than five\n", logger.disk.content("/stdout"));
        logger.endInput();
        assertEquals("web: p: abc\nweb: p: longer than five\nweb: p: part\n", logger.disk.content("/stdout"));
    }

    @Test
    void anEndlessLineIsCutOnStandardOutputAlone() {
        OneLogger logger = OneLogger.with("1\ns0\n").start(20);
        logger.send("x".repeat(200_000) + "\ny\n");
        String[] lines = logger.disk.content("/stdout").lines().toArray(String[]::new);
        assertEquals(true, lines[0].length() < 80_000 && lines[0].endsWith("x..."), "length " + lines[0].length());
        assertEquals("web: y", lines[1]);
        assertEquals(200_003, logger.current().length());
    }

    @Test
    void objectsOnStandardOutputAreWholeThoughCut() {
        OneLogger logger = OneLogger.with("1\nj\ns0\n").start(20);
        logger.send("\"".repeat(100_000) + "\n");
        String line = logger.disk.content("/stdout");
        assertEquals("...\"}\n", line.substring(line.length() - 6));
        String message = line.substring(line.indexOf("\\\""), line.length() - 6);
        assertEquals("\\\"".repeat(message.length() / 2), message);
    }
}
