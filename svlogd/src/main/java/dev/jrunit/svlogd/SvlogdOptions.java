package dev.jrunit.svlogd;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.cli.UsageException;
import java.util.ArrayList;
import java.util.List;

/** The command line of svlogd, and the same options in a config's line {@code o}. Source: svlogd(8), OPTIONS. */
public final class SvlogdOptions {
    private static final long DEFAULT_BUFFER = 1024;
    private static final long MOST = 1 << 30;

    private static final Option TIME = Option.flag(
                    "t",
                    "",
                    "Put the time in front of each line: a TAI64N stamp, or given twice or three times a UTC time such"
                            + " as 2005-12-18_09:13:50.97618 or 2005-12-18T09:13:50.97618.")
            .repeated();
    static final Option VERBOSE = Option.flag("v", "", "Tell on standard error what is done.");
    static final Option VERSION = Option.flag("V", "", "Print the version and the usage, and exit with 111.");
    private static final Option REPLACE =
            Option.valued("r", "", "c", "Replace each character that is not printable with c.");
    private static final Option MORE =
            Option.valued("R", "", "xyz", "Replace each of the characters xyz too, with c or _.");
    private static final Option LENGTH = Option.valued(
            "l", "", "len", "Patterns, replacement, standard error and UDP see the first len bytes of a line (1000).");
    private static final Option BUFFER = Option.valued(
            "b", "", "buflen", "Accepted for runit's sake, and has to be greater than len (1024); blocks are larger.");

    /** As {@code svlogd}. */
    public static final OptionTable SVLOGD = new OptionTable(
            "svlogd",
            "[-ttv] [-r c] [-R abc] [-l len] [-b buflen] dir ...",
            "Writes log messages from standard input to automatically rotated logs.",
            List.of(TIME, VERBOSE, VERSION, REPLACE, MORE, LENGTH, BUFFER),
            List.of(Operand.of(
                    "dir",
                    Operand.Kind.DIRECTORY,
                    Operand.Count.AT_LEAST_ONE,
                    "A log directory; each has its own config.")),
            OptionTable.Leniency.STRICT,
            111,
            111);

    private static final OptionTable CONFIG = new OptionTable(
            "o",
            "",
            "Options of a logger that has no command line.",
            List.of(TIME, REPLACE, MORE, LENGTH),
            List.of(),
            OptionTable.Leniency.STRICT,
            111,
            111);

    private SvlogdOptions() {}

    /** What a config's line {@code o} says: the options, and what is wrong with it (empty if nothing is). */
    record Hosted(LineOptions options, String complaint) {}

    /** The options in {@code text}, apart by blanks, such as {@code -tt -l 2000}; none if it makes no sense. */
    static Hosted ofConfig(String text) {
        try {
            return new Hosted(withoutBuffer(CommandLine.parse(CONFIG, words(text))), "");
        } catch (UsageException e) {
            String what = e.getMessage().isEmpty() ? "wrong usage" : e.getMessage();
            return new Hosted(LineOptions.PLAIN, "o" + text + ": " + what);
        }
    }

    private static String[] words(String text) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int i = 0; i <= text.length(); i++) {
            if (i == text.length() || text.charAt(i) == ' ' || text.charAt(i) == '\t') {
                if (i > start) {
                    words.add(text.substring(start, i));
                }
                start = i + 1;
            }
        }
        return words.toArray(new String[0]);
    }

    /** What the command line says of lines. */
    static LineOptions of(CommandLine line) throws UsageException {
        LineOptions options = withoutBuffer(line);
        if (leadingNumber(line.value(BUFFER), DEFAULT_BUFFER) <= options.length()) {
            throw new UsageException("");
        }
        return options;
    }

    private static LineOptions withoutBuffer(CommandLine line) throws UsageException {
        long length = leadingNumber(line.value(LENGTH), LineOptions.DEFAULT_LENGTH);
        return new LineOptions(TimeStyle.ofCount(line.count(TIME)), (int) length, replacements(line));
    }

    private static byte[] replacements(CommandLine line) throws UsageException {
        if (!line.has(REPLACE) && !line.has(MORE)) {
            return null;
        }
        String replacement = line.has(REPLACE) ? line.value(REPLACE) : "_";
        if (replacement.length() != 1) {
            throw new UsageException("");
        }
        return LineOptions.replacements(replacement.charAt(0), line.has(MORE) ? line.value(MORE) : "");
    }

    /** The number that {@code text} begins with, or {@code otherwise} if that is 0 or there is none. */
    private static long leadingNumber(String text, long otherwise) {
        long number = 0;
        for (int i = 0; text != null && i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                break;
            }
            number = Math.min(MOST, 10 * number + (digit - '0'));
        }
        return number == 0 ? otherwise : number;
    }
}
