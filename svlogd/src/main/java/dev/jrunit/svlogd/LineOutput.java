package dev.jrunit.svlogd;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.PosixException;

/**
 * Standard output or standard error, shared by logs: whole lines are gathered and written together. Where the descriptor
 * does not block, what it does not take waits, and {@link #hasRoom} says whether more may be added. An output that
 * fails has nobody to be told to: what is for it is dropped. Thread: the logger's.
 */
final class LineOutput {
    private static final int MOST_WAITING = 64 * 1024;

    private final Descriptors descriptors;
    private final int descriptor;
    private final Bytes waiting = new Bytes();

    LineOutput(Descriptors descriptors, int descriptor) {
        this.descriptors = descriptors;
        this.descriptor = descriptor;
    }

    /** Whether so little waits that more may be added. */
    boolean hasRoom() {
        return waiting.length() < MOST_WAITING;
    }

    /** Where to add whole lines; {@link #flush} writes them. */
    Bytes lines() {
        return waiting;
    }

    boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Writes what it can. */
    void flush() {
        int start = 0;
        while (start < waiting.length()) {
            int count;
            try {
                count = descriptors.write(descriptor, waiting.array(), start, waiting.length() - start);
            } catch (PosixException e) {
                count = waiting.length() - start;
            }
            if (count == Descriptors.WOULD_BLOCK) {
                break;
            }
            start += count;
        }
        waiting.removeFirst(start);
    }
}
