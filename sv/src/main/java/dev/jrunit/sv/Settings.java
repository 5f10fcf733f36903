package dev.jrunit.sv;

import dev.jrunit.protocol.SuperviseFiles;
import java.util.List;

/**
 * What the environment and the options say. Pure. Source: sv(8), ENVIRONMENT.
 *
 * @param servicesDirectory where a service is that is no path
 * @param waitSeconds how long to wait for a command to take effect
 */
record Settings(String servicesDirectory, long waitSeconds) {
    private static final long DEFAULT_WAIT_SECONDS = 7;
    private static final long MOST_SECONDS = 1_000_000_000;

    /**
     * @param environment entries {@code NAME=value}, byte strings
     * @param waitOption the argument of -w; null without
     */
    static Settings of(List<String> environment, String waitOption) {
        String directory = null;
        String wait = waitOption;
        for (int i = 0; i < environment.size(); i++) {
            String entry = environment.get(i);
            if (directory == null && entry.startsWith("SVDIR=")) {
                directory = entry.substring("SVDIR=".length());
            } else if (wait == null && entry.startsWith("SVWAIT=")) {
                wait = entry.substring("SVWAIT=".length());
            }
        }
        return new Settings(
                directory == null ? SuperviseFiles.DEFAULT_SERVICE_DIRECTORY : directory,
                wait == null ? DEFAULT_WAIT_SECONDS : leadingNumber(wait));
    }

    /** The number that {@code text} begins with; 0 if it begins with none. */
    static long leadingNumber(String text) {
        long number = 0;
        for (int i = 0; i < text.length() && number < MOST_SECONDS; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') {
                break;
            }
            number = 10 * number + (digit - '0');
        }
        return number;
    }
}
