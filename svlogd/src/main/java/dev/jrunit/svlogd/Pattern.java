package dev.jrunit.svlogd;

/**
 * svlogd's patterns, matched in one pass without going back. Pure; any thread. Source: svlogd(8), PATTERN MATCHING.
 */
final class Pattern {
    private final byte[] pattern;

    Pattern(byte[] pattern) {
        this.pattern = pattern;
    }

    /** Whether the whole of {@code line[from]} to {@code line[to - 1]} matches. */
    boolean matches(byte[] line, int from, int to) {
        int p = from;
        int i = 0;
        while (i < pattern.length) {
            byte c = pattern[i];
            if (c == '*') {
                if (i + 1 == pattern.length) {
                    return true;
                }
                byte next = pattern[i + 1];
                while (p < to && line[p] != next) {
                    p++;
                }
                if (p == to) {
                    return false;
                }
                i++;
                // What the star stopped at is not consumed: the next step looks at it.
            } else if (c == '+') {
                if (i + 1 == pattern.length) {
                    return p == to;
                }
                byte repeated = pattern[i + 1];
                if (p == to || line[p] != repeated) {
                    return false;
                }
                while (p < to && line[p] == repeated) {
                    p++;
                }
                if (p == to) {
                    return true; // whatever the pattern has left, as in runit
                }
                i += 2;
            } else {
                if (p == to || line[p] != c) {
                    return false;
                }
                p++;
                i++;
            }
        }
        return p == to;
    }
}
