package dev.jrunit.protocol;

import java.time.Instant;

/**
 * A moment of the wall clock in TAI64N as runit counts it: the label is 2^62 + 10 + Unix seconds. For stamps only;
 * deadlines use the monotonic clock.
 *
 * @param label the 64-bit label of the second
 * @param nanos nanoseconds within it, 0 to 999,999,999
 */
public record Tai64N(long label, int nanos) implements Comparable<Tai64N> {
    /** Bytes of the external form: 8 of label and 4 of nanoseconds, big-endian. */
    public static final int BYTES = 12;

    private static final long UNIX_EPOCH_LABEL = (1L << 62) + 10;

    /** The wall clock's moment now. */
    public static Tai64N now() {
        Instant now = Instant.now();
        return ofUnix(now.getEpochSecond(), now.getNano());
    }

    public static Tai64N ofUnix(long seconds, int nanos) {
        return new Tai64N(UNIX_EPOCH_LABEL + seconds, nanos);
    }

    public long unixSeconds() {
        return label - UNIX_EPOCH_LABEL;
    }

    static Tai64N decode(byte[] bytes, int offset) {
        return new Tai64N(bigEndian(bytes, offset, 8), (int) bigEndian(bytes, offset + 8, 4));
    }

    void encode(byte[] bytes, int offset) {
        for (int i = 0; i < 8; i++) {
            bytes[offset + i] = (byte) (label >>> (56 - 8 * i));
        }
        for (int i = 0; i < 4; i++) {
            bytes[offset + 8 + i] = (byte) (nanos >>> (24 - 8 * i));
        }
    }

    private static long bigEndian(byte[] bytes, int offset, int count) {
        long value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 8) | (bytes[offset + i] & 0xff);
        }
        return value;
    }

    @Override
    public int compareTo(Tai64N other) {
        int bySecond = Long.compare(label, other.label);
        return bySecond != 0 ? bySecond : Integer.compare(nanos, other.nanos);
    }
}
