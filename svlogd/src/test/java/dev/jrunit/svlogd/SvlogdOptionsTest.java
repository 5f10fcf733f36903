package dev.jrunit.svlogd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** svlogd(8), OPTIONS; edges as runit's svlogd treats them. */
class SvlogdOptionsTest {
    private static LineOptions options(String... arguments) throws UsageException {
        String[] all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "dir";
        return SvlogdOptions.of(CommandLine.parse(SvlogdOptions.SVLOGD, all));
    }

    private static LineOptions words(String line) throws UsageException {
        return line.isEmpty() ? options() : options(line.split(" "));
    }

    @ParameterizedTest(name = "svlogd {0} dir")
    @CsvSource({
        "'', NONE",
        "-t, TAI64N",
        "-tt, UTC",
        "-t -t, UTC",
        "-ttt, UTC_T",
        "-tttt, UTC_T",
        "-tvt, UTC",
        "-vvv, NONE",
    })
    void theTimeByHowOftenItIsAskedFor(String line, TimeStyle style) throws Exception {
        assertEquals(style, words(line).style());
    }

    @ParameterizedTest(name = "svlogd {0} dir")
    @CsvSource({
        "'', 1000",
        "-l 1, 1",
        "-l 1023, 1023",
        "-l1023, 1023",
        "-l 0, 1000",
        "-l abc, 1000",
        "-l -5, 1000",
        "-l 10x, 10",
        "-l 010, 10",
        "-l 20 -b 21, 20",
        "-l 5000 -b 5001, 5000",
        "-l 30 -l 20, 20",
        "-b 1001, 1000",
        "-b 0, 1000",
        "-b abc, 1000",
        "-b 4294968320, 1000",
        "-b 99999999999999999999999, 1000",
    })
    void aLength(String line, int length) throws Exception {
        assertEquals(length, words(line).length());
    }

    @ParameterizedTest(name = "svlogd {0} dir")
    @ValueSource(
            strings = {
                "-b 10",
                "-b 1000",
                "-b 1k",
                "-l 20 -b 20",
                "-l 20 -b 19",
                "-l 1024",
                "-l 5000",
                "-l 2000 -b 0",
                "-l 4294967297",
                "-z",
                "-r ab",
                "-l 1024 -b 1024"
            })
    void wrongUsage(String line) {
        assertThrows(UsageException.class, () -> words(line));
    }

    @Test
    void valuesMayBeEmpty() throws Exception {
        assertEquals(1000, options("-l", "", "-b", "").length());
        assertThrows(UsageException.class, () -> options("-r", ""));
        assertEquals('_', options("-R", "").replacements()['\t']);
    }

    @Test
    void whatIsReplaced() throws Exception {
        assertNull(options("-t").replacements());
        byte[] table = options("-r", "\t").replacements();
        for (int b = 0; b < 256; b++) {
            assertEquals((byte) (b >= 32 && b <= 126 ? b : '\t'), table[b], "byte " + b);
        }
        table = options("-R", "b\u00e9", "-R", "a ").replacements();
        assertEquals(
                "__b_", "" + (char) table['a'] + (char) table[' '] + (char) table['b'] + (char) (table[0xe9] & 255));
        table = options("-r", "\u00e9", "-R", "abc").replacements();
        assertEquals((byte) 0xe9, table['c']);
        assertEquals('d', table['d']);
    }

    @Test
    void replacingTwiceIsReplacingOnce() throws Exception {
        // Two logs see the same bytes one after the other.
        for (LineOptions options :
                new LineOptions[] {options("-r", "\0"), options("-R", "_", "-r", "_"), options("-R", "x")}) {
            byte[] line = new byte[258];
            for (int i = 0; i < line.length; i++) {
                line[i] = (byte) i;
            }
            options.replace(line, 1, 257);
            byte[] once = line.clone();
            options.replace(line, 1, 257);
            assertArrayEquals(once, line);
            assertEquals(0, line[0]);
            assertEquals(1, line[257]);
        }
    }

    @ParameterizedTest(name = "o{0}")
    @CsvSource({
        "'', NONE, 1000",
        "' -tt -l 2000', UTC, 2000",
        "'-t', TAI64N, 1000",
        "'\t-tt\t-l\t20 ', UTC, 20",
    })
    void theLineOfAConfig(String text, TimeStyle style, int length) {
        SvlogdOptions.Hosted hosted = SvlogdOptions.ofConfig(text);
        assertEquals("", hosted.complaint());
        assertEquals(style, hosted.options().style());
        assertEquals(length, hosted.options().length());
    }

    @ParameterizedTest(name = "o{0}")
    @CsvSource({
        "' -z', 'o -z: illegal option -- z'",
        "' -tl', 'o -tl: option requires an argument -- l'",
        "' -t dir', 'o -t dir: wrong usage'",
        "' -r ab', 'o -r ab: wrong usage'",
        "' -b 5000', 'o -b 5000: illegal option -- b'",
    })
    void aLineThatMakesNoSenseChangesNothing(String text, String complaint) {
        SvlogdOptions.Hosted hosted = SvlogdOptions.ofConfig(text);
        assertEquals(complaint, hosted.complaint());
        assertEquals(LineOptions.PLAIN, hosted.options());
    }
}
