package dev.jrunit.svlogd;

import java.util.Arrays;

/** Bytes one after another, in an array that grows. Thread: one. */
final class Bytes {
    private static final int FIRST_CAPACITY = 256;

    private byte[] array = new byte[FIRST_CAPACITY];
    private int length;

    byte[] array() {
        return array;
    }

    int length() {
        return length;
    }

    boolean isEmpty() {
        return length == 0;
    }

    void clear() {
        length = 0;
    }

    void add(byte[] source, int offset, int count) {
        reserve(count);
        System.arraycopy(source, offset, array, length, count);
        length += count;
    }

    void add(byte[] source) {
        add(source, 0, source.length);
    }

    void add(byte b) {
        reserve(1);
        array[length++] = b;
    }

    private void reserve(int count) {
        if (length + count > array.length) {
            array = Arrays.copyOf(array, Math.max(length + count, 2 * array.length));
        }
    }

    /** Takes the first {@code count} bytes away. */
    void removeFirst(int count) {
        length -= count;
        System.arraycopy(array, count, array, 0, length);
    }
}
