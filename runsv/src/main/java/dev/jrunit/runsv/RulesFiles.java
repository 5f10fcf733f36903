package dev.jrunit.runsv;

import dev.jrunit.posix.Contents;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.runsv.machine.Rules;

/**
 * The optional files of a service directory that say when it is started again and how long it may take to end:
 * {@code restart} and {@code timeout-kill}. What makes no sense is warned of and left out; of what cannot be read, that
 * holds which held before. Thread: the loop's.
 */
final class RulesFiles {
    private static final String RESTART = "restart";
    private static final String TIMEOUT_KILL = "timeout-kill";
    private static final int MOST_DIGITS = 12;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final Posix posix;
    private final int directory;
    private final Effects.Outcome outcome;

    RulesFiles(Posix posix, int directory, Effects.Outcome outcome) {
        this.posix = posix;
        this.directory = directory;
        this.outcome = outcome;
    }

    /** What the files say now. */
    Rules read(Rules before) {
        return new Rules(restart(before.restart()), killAfterNanos(before.killAfterNanos()));
    }

    private Rules.Restart restart(Rules.Restart before) {
        String content;
        try {
            content = content(RESTART);
        } catch (PosixException e) {
            ignore(RESTART, e.errno().words());
            return before;
        }
        if (content == null) {
            return Rules.Restart.ALWAYS;
        }
        return switch (content) {
            case "always" -> Rules.Restart.ALWAYS;
            case "on-failure" -> Rules.Restart.ON_FAILURE;
            case "never" -> Rules.Restart.NEVER;
            default -> {
                ignore(RESTART, "not always, on-failure or never");
                yield Rules.Restart.ALWAYS;
            }
        };
    }

    private long killAfterNanos(long before) {
        try {
            return nanos(content(TIMEOUT_KILL));
        } catch (PosixException e) {
            ignore(TIMEOUT_KILL, e.errno().words());
            return before;
        }
    }

    /** Of a number of milliseconds; 0 means no limit. */
    private long nanos(String content) {
        if (content == null) {
            return Rules.NO_LIMIT;
        }
        long millis = 0;
        for (int i = 0; i < content.length(); i++) {
            char digit = content.charAt(i);
            if (digit < '0' || digit > '9' || i == MOST_DIGITS) {
                ignore(TIMEOUT_KILL, "not a number of milliseconds");
                return Rules.NO_LIMIT;
            }
            millis = 10 * millis + (digit - '0');
        }
        return millis == 0 ? Rules.NO_LIMIT : millis * NANOS_PER_MILLI;
    }

    /** What is in the file, without space at its end; null if there is none. */
    private String content(String name) throws PosixException {
        String content = Contents.read(posix, directory, name);
        return content == null ? null : content.strip();
    }

    private void ignore(String name, String why) {
        outcome.report("warning: ./" + name + " is ignored: " + why);
    }
}
