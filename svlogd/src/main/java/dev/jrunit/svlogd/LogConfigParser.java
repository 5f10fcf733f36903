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

    private LogConfig.UdpTarget target(String text, boolean only) {
        int colon = text.indexOf(':');
        long address = address(colon < 0 ? text : text.substring(0, colon));
        if (address < 0) {
            complain("unable to scan ip address: " + text);
            return target;
        }
        long port = colon < 0 ? SYSLOG_PORT : decimal(text.substring(colon + 1), 65_535);
        if (port <= 0) {
            complain("unable to scan port number: " + text);
            return target;
        }
        boolean wasOnly = target != null && target.only(); // one U is enough, as in runit
        return new LogConfig.UdpTarget((int) address, (int) port, only || wasOnly);
    }

    private static long address(String text) {
        long address = 0;
        int start = 0;
        for (int part = 0; part < 4; part++) {
            int end = part == 3 ? text.length() : text.indexOf('.', start);
            long value = end < 0 ? -1 : decimal(text.substring(start, end), 255);
            if (value < 0) {
                return -1;
            }
            address = address << 8 | value;
            start = end + 1;
        }
        return address;
    }

    /** The decimal number {@code text}; -1 if it is none or above {@code most}. */
    private static long decimal(String text, long most) {
        long number = 0;
        for (int i = 0; i < text.length(); i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9' || number > most) {
                return -1;
            }
            number = 10 * number + (digit - '0');
        }
        return text.isEmpty() || number > most ? -1 : number;
    }

    private void complain(String what) {
        complaints.add("line " + line + ": " + what);
    }
}
