package dev.jrunit.integration;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines of one service's log as they are read: {@code I<start> N<number> x….}, each start's from 0 on. Notes what is
 * missing, and fails at once on a line that comes twice or after a later one.
 */
final class LineSequence {

    private static final Pattern LINE = Pattern.compile("I(\\d{5}) N(\\d{8}) x*\\.");

    /** Log files in the order in which they were written, whatever their names say: the clock may have jumped. */
    static final Comparator<String> BY_FIRST_LINE = Comparator.comparingLong(LineSequence::first);

    /**
     * Lines that are not there.
     *
     * @param start of which start of the service
     * @param from the first
     * @param to the one after the last; {@link Integer#MAX_VALUE} if that start's last ones are missing
     */
    record Gap(int start, int from, int to) {}

    private List<Gap> gaps = new ArrayList<>();
    private List<String> fragments = new ArrayList<>();
    private int start;
    private int next;

    private static long first(String text) {
        Matcher line = LINE.matcher(text);
        return line.find() ? Long.parseLong(line.group(1)) * 100_000_000 + Long.parseLong(line.group(2)) : -1;
    }

    LineSequence copy() {
        LineSequence copy = new LineSequence();
        copy.become(this);
        return copy;
    }

    void become(LineSequence other) {
        gaps = new ArrayList<>(other.gaps);
        fragments = new ArrayList<>(other.fragments);
        start = other.start;
        next = other.next;
    }

    /** Takes the lines of a text. */
    void take(String text) {
        for (String line : text.split("\n", -1)) {
            Matcher parts = LINE.matcher(line);
            if (parts.matches()) {
                take(Integer.parseInt(parts.group(1)), Integer.parseInt(parts.group(2)), line);
            } else if (!line.isEmpty()) {
                fragments.add(line);
            }
        }
    }

    private void take(int ofStart, int number, String line) {
        if (ofStart < start || (ofStart == start && number < next)) {
            throw new OutOfOrder("line " + line + " comes after line " + (next - 1) + " of start " + start);
        }
        while (start < ofStart) {
            // Whether that start wrote so many at all, only its notes can tell.
            gaps.add(new Gap(start++, next, Integer.MAX_VALUE));
            next = 0;
        }
        if (number > next) {
            gaps.add(new Gap(start, next, number));
        }
        next = number + 1;
    }

    /** Nothing may hide this one: it is no AssertionError, which a question that is asked again may throw. */
    static final class OutOfOrder extends IllegalStateException {
        private static final long serialVersionUID = 1;

        OutOfOrder(String message) {
            super(message);
        }
    }

    /** What is missing of that which these starts have written. */
    List<Gap> missing(List<LoadedService.Life> lives) {
        List<Gap> missing = new ArrayList<>();
        for (Gap gap : gaps) {
            int to = Math.min(gap.to(), lives.get(gap.start()).lines());
            if (gap.from() < to) {
                missing.add(new Gap(gap.start(), gap.from(), to));
            }
        }
        return missing;
    }

    /** What is no line. */
    List<String> fragments() {
        return fragments;
    }

    /** Whether it has come as far as the last of these starts had noted. */
    boolean reaches(List<LoadedService.Life> lives) {
        int last = lives.size() - 1;
        while (last >= 0 && lives.get(last).lines() == 0) {
            last--;
        }
        return last < 0
                || start > last
                || (start == last && next >= lives.get(last).lines());
    }

    @Override
    public String toString() {
        return "line " + next + " of start " + start;
    }
}
