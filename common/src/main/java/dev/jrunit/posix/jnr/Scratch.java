package dev.jrunit.posix.jnr;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;

/**
 * Native memory for the arguments of one call at a time: {@link #reset}, take what the call needs, make the call, read
 * the results. Thread: one at a time.
 */
final class Scratch {
    private final NativeCalls calls;
    private long base;
    private int capacity;
    private int used;

    Scratch(NativeCalls calls, int capacity) {
        this.calls = calls;
        this.capacity = capacity;
        this.base = calls.allocate(capacity);
    }

    /**
     * Gives back everything taken.
     *
     * @param needed how many bytes the next call takes at the most
     */
    void reset(int needed) {
        used = 0;
        if (needed > capacity) {
            calls.free(base);
            capacity = Integer.highestOneBit(needed) * 2;
            base = calls.allocate(capacity);
        }
    }

    /** Takes {@code bytes} bytes, aligned to 8; their content is left over from earlier calls. */
    long take(int bytes) {
        long address = base + used;
        used += (bytes + 7) & ~7;
        if (used > capacity) {
            throw new IllegalStateException("a call takes more than it announced: " + used);
        }
        return address;
    }

    /** How many bytes {@link #string} takes for this byte string. */
    static int sizeOf(String byteString) {
        return byteString.length() + 8;
    }

    /** A zero-terminated copy of a byte string. */
    long string(String byteString, String operation) throws PosixException {
        int length = byteString.length();
        if (byteString.indexOf('\0') >= 0) {
            throw new PosixException(operation, byteString, Errno.EINVAL);
        }
        long address = take(length + 1);
        calls.putBytes(address, ByteStrings.bytes(byteString), 0, length);
        calls.putByte(address + length, (byte) 0);
        return address;
    }
}
