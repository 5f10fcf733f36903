package dev.jrunit.svlogd;

import dev.jrunit.posix.ByteStrings;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a config file. A line that makes no sense is a complaint and changes nothing; letters that nobody knows are
 * skipped, as svlogd(8) does. Pure; one use. Source: svlogd(8), CONFIG; docs/logging.md.
 */
final class LogConfigParser {
    private static final int SYSLOG_PORT = 514;
    private static final int MOST_PORT = 65_535;
    /** More than any file has; sums of a few such numbers do not overflow. */
    private static final long MOST = 1L << 53;
    /** A hundred years, which nanoseconds in a {@code long} can count twice. */
    private static final long MOST_SECONDS = 1L << 32;

    /** What a file says, and what is wrong with it. */
    record Result(LogConfig config, List<String> complaints) {}

    private final List<String> complaints = new ArrayList<>();
    private final Selection.Builder selection = new Selection.Builder();
    private long size = LogConfig.DEFAULT_SIZE;
    private long oldFiles = LogConfig.DEFAULT_OLD_FILES;
    private long leastOldFiles;
    private long ageSeconds;
    private String processor = "";
    private LogConfig.UdpTarget target;
    private String prefix = "";
    private boolean compress;
    private long totalSize;
    private boolean drops;
    private boolean json;
    private boolean toStdout;
    private String options = "";
    private int line;

    private LogConfigParser() {}

    /** Parses {@code text}, a byte string. Each complaint begins with its line's number. */
    static Result parse(String text) {
        LogConfigParser parser = new LogConfigParser();
        int start = 0;
        while (start < text.length()) {
            int end = text.indexOf('\n', start);
            end = end < 0 ? text.length() : end;
            parser.line++;
            int nul = text.indexOf('\0', start);
            int stop = nul < 0 ? end : Math.min(nul, end); // as in runit: what follows is not looked at
            if (stop > start) {
                parser.take(text.charAt(start), text.substring(start + 1, stop));
            }
            start = end + 1;
        }
        return new Result(parser.result(), parser.complaints);
    }

    private LogConfig result() {
        if (leastOldFiles > 0 && oldFiles > 0 && leastOldFiles >= oldFiles) {
            complaints.add("N has to be less than n (" + oldFiles + "): not used");
            leastOldFiles = 0;
        }
        if (leastOldFiles > 0 && oldFiles == 0) {
            complaints.add("N has no effect with n0, which keeps all old files");
            leastOldFiles = 0;
        }
        if (compress && !processor.isEmpty()) {
            complaints.add("z has no effect beside a processor (!), which may compress itself");
            compress = false;
        }
        return new LogConfig(
                size,
                oldFiles,
                leastOldFiles,
                ageSeconds,
                processor,
                target,
                prefix,
                selection.build(),
                compress,
                totalSize,
                drops,
                json,
                toStdout,
                options);
    }

    private void take(char letter, String rest) {
        switch (letter) {
            case 's' -> size = bytes(rest);
            case 'n' -> oldFiles = count(rest);
            case 'N' -> leastOldFiles = count(rest);
            case 't' -> ageSeconds = seconds(rest);
            case '!' -> processor = rest.isEmpty() ? processor : rest;
            case 'u' -> target = target(rest, false);
            case 'U' -> target = target(rest, true);
            case 'p' -> prefix = rest.isEmpty() ? prefix : rest;
            case '+', '-', 'e', 'E' -> selection.add(letter, ByteStrings.bytes(rest));
            case 'S' -> totalSize = bytes(rest);
            case 'z' -> compress = alone(letter, rest, compress);
            case 'q' -> drops = alone(letter, rest, drops);
            case 'j' -> json = alone(letter, rest, json);
            case '1' -> toStdout = alone(letter, rest, toStdout);
            case 'o' -> options = rest;
            default -> {
                // A comment, or a line for somebody else.
            }
        }
    }

    private boolean alone(char letter, String rest, boolean before) {
        if (rest.isBlank()) {
            return true;
        }
        complain(letter + " stands alone in its line");
        return before;
    }

    private long bytes(String text) {
        return number(text, "km", 1024, 1024 * 1024);
    }

    private long seconds(String text) {
        return Math.min(MOST_SECONDS, number(text, "mh", 60, 3600));
    }

    private long count(String text) {
        return number(text, "", 0, 0);
    }

    /**
     * The number that {@code text} begins with, 0 if with none, times the factor of the suffix that follows. As runit
     * reads it; what runit passes over in silence is complained of.
     */
    private long number(String text, String suffixes, int first, int second) {
        int digits = 0;
        long number = 0;
        while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
            number = Math.min(MOST, 10 * number + (text.charAt(digits) - '0'));
            digits++;
        }
        int suffix = digits < text.length() ? suffixes.indexOf(text.charAt(digits)) : -1;
        if (digits == 0 || digits + (suffix < 0 ? 0 : 1) < text.length()) {
            complain((digits == 0 ? "no number: " : "more than a number: ") + text);
        }
        int factor = suffix < 0 ? 1 : suffix == 0 ? first : second;
        return number > MOST / factor ? MOST : number * factor;
    }

    /** Reads each number as far as there are digits, as runit does; what runit passes over in silence is complained of. */
    private LogConfig.UdpTarget target(String text, boolean only) {
        long address = 0;
        int next = 0;
        for (int part = 0; part < 4; part++) {
            int end = digits(text, next);
            long value = end == next ? -1 : Math.min(MOST_PORT, Long.parseLong(text.substring(next, end)));
            boolean goesOn = part == 3 || (end < text.length() && text.charAt(end) == '.');
            if (value < 0 || value > 255 || !goesOn) {
                complain("unable to scan ip address: " + text);
                return target;
            }
            address = address << 8 | value;
            next = part == 3 ? end : end + 1;
        }
        int port = SYSLOG_PORT;
        if (next < text.length() && text.charAt(next) == ':') {
            int end = digits(text, next + 1);
            long value = end == next + 1 ? 0 : Long.parseLong(text.substring(next + 1, end));
            if (value == 0 || value > MOST_PORT) {
                complain("unable to scan port number: " + text.substring(next + 1));
                return target;
            }
            port = (int) value;
            next = end;
        }
        if (next < text.length()) {
            complain("more than an address: " + text);
        }
        boolean wasOnly = target != null && target.only(); // one U is enough, as in runit
        return new LogConfig.UdpTarget((int) address, port, only || wasOnly);
    }

    /** Where the digits end that begin at {@code from}; ten of them at the most. */
    private static int digits(String text, int from) {
        int end = from;
        while (end < text.length() && end < from + 10 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    private void complain(String what) {
        complaints.add("line " + line + ": " + ByteStrings.printable(what));
    }
}
