package dev.jrunit.cli;

import java.util.List;

/**
 * One operand of a tool, or a run of equal ones.
 *
 * @param name its name as help prints it
 * @param kind what it names, for completion
 * @param count how many there are
 * @param words what it can be, for {@link Kind#WORD}; else empty
 * @param help one sentence or more of plain text
 */
public record Operand(String name, Kind kind, Count count, List<String> words, String help) {
    /** What an operand names. */
    public enum Kind {
        /** One of {@link Operand#words}. */
        WORD,
        /** A service: a name in the services directory, or a path. */
        SERVICE,
        DIRECTORY,
        FILE,
        /** A program, looked up in PATH. */
        PROGRAM,
        /** Anything. */
        TEXT
    }

    /** How many there are. */
    public enum Count {
        ONE(1, 1),
        OPTIONAL(0, 1),
        AT_LEAST_ONE(1, Integer.MAX_VALUE),
        ANY(0, Integer.MAX_VALUE);

        private final int least;
        private final int most;

        Count(int least, int most) {
            this.least = least;
            this.most = most;
        }

        public int least() {
            return least;
        }

        /** The greatest number; {@link Integer#MAX_VALUE} for no limit. */
        public int most() {
            return most;
        }
    }

    public static Operand word(String name, List<String> words, String help) {
        return new Operand(name, Kind.WORD, Count.ONE, words, help);
    }

    public static Operand of(String name, Kind kind, Count count, String help) {
        return new Operand(name, kind, count, List.of(), help);
    }
}
