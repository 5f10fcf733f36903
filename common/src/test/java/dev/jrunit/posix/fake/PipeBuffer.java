package dev.jrunit.posix.fake;

import java.util.concurrent.atomic.AtomicLong;

/** What is between the two ends of a pipe or FIFO, and how many hold each end. */
final class PipeBuffer {
    private static final int CAPACITY = 65536;
    private static final AtomicLong LAST = new AtomicLong(1000);

    /** Its number on the device of pipes. */
    final long inode = LAST.incrementAndGet();

    private final byte[] bytes = new byte[CAPACITY];
    private int length;
    int readers;
    int writers;
    /** Whether a writer was there since the last reader began; only then its absence is an end. */
    boolean hadWriter;

    int length() {
        return length;
    }

    boolean hasEnded() {
        return length == 0 && writers == 0 && hadWriter;
    }

    int copy(byte[] target, int offset, int most) {
        int count = Math.min(most, length);
        System.arraycopy(bytes, 0, target, offset, count);
        return count;
    }

    int take(byte[] target, int offset, int most) {
        int count = copy(target, offset, most);
        System.arraycopy(bytes, count, bytes, 0, length - count);
        length -= count;
        return count;
    }

    int put(byte[] source, int offset, int most) {
        int count = Math.min(most, CAPACITY - length);
        System.arraycopy(source, offset, bytes, length, count);
        length += count;
        return count;
    }
}
