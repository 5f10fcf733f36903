package dev.jrunit.svlogd;

import java.util.Arrays;

/**
 * Finds lines in input that comes in pieces. A line is begun when its end or its first {@code length} bytes are known,
 * and what follows is passed on as it comes, so that a line of any length takes no memory. Thread: one.
 */
final class LineSplitter {
    /** So much of a line is passed on at once. */
    private static final int PIECE = 8 * 1024;

    private static final byte[] NONE = {};

    /** Hears of lines. */
    interface Lines {
        /**
         * A line begins.
         *
         * @param head holds its first bytes; they may be changed before {@link #body} gets them
         * @param isCut whether these are {@code length} bytes, so that more may follow
         */
        void begin(byte[] head, int from, int to, boolean isCut);

        /** Bytes of the line, the first ones too. */
        void body(byte[] bytes, int from, int to);

        /** The line's end. */
        void end();
    }

    private final int length;
    private final Lines lines;
    private byte[] carried = NONE;
    private int carriedBytes;
    private boolean begun;

    /** @param length how many bytes of a line have to be known before it is begun without its end */
    LineSplitter(int length, Lines lines) {
        this.length = length;
        this.lines = lines;
    }

    /** Whether the last line has not ended. */
    boolean isInLine() {
        return begun || carriedBytes > 0;
    }

    /** Whether bytes of the last line have been passed on, and its end has not. */
    boolean hasBegun() {
        return begun;
    }

    /** Takes a line, or a piece of one, from {@code block[from]} to {@code block[to - 1]}: where the rest begins. */
    int take(byte[] block, int from, int to) {
        int limit = Math.min(to, from + PIECE);
        int newline = from;
        while (newline < limit && block[newline] != '\n') {
            newline++;
        }
        boolean ends = newline < limit;
        int next = from;
        if (!begun) {
            int known = carriedBytes + newline - from;
            if (!ends && known < length) {
                carry(block, from, newline);
                return newline;
            }
            next = begin(block, from, known);
        }
        if (next < newline) {
            lines.body(block, next, newline);
        }
        if (ends) {
            end();
            return newline + 1;
        }
        return newline;
    }

    /** Begins a line of which {@code known} bytes are there; where the bytes begin that are not passed on yet. */
    private int begin(byte[] block, int from, int known) {
        begun = true;
        boolean isCut = known >= length;
        if (carriedBytes == 0) {
            lines.begin(block, from, from + Math.min(known, length), isCut);
            return from;
        }
        int more = Math.min(known, length) - carriedBytes;
        carry(block, from, from + more);
        lines.begin(carried, 0, carriedBytes, isCut);
        lines.body(carried, 0, carriedBytes);
        carriedBytes = 0;
        carried = NONE;
        return from + more;
    }

    private void carry(byte[] block, int from, int to) {
        int count = to - from;
        if (carriedBytes + count > carried.length) {
            carried = Arrays.copyOf(carried, Math.max(carriedBytes + count, Math.min(length, 2 * carried.length)));
        }
        System.arraycopy(block, from, carried, carriedBytes, count);
        carriedBytes += count;
    }

    private void end() {
        begun = false;
        lines.end();
    }

    /** There is no more input: the last line ends here if it has not. */
    void finish() {
        if (carriedBytes > 0) {
            begin(NONE, 0, carriedBytes);
        }
        if (begun) {
            end();
        }
    }
}
