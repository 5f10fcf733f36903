package dev.jrunit.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * supervise/status as its readers in the field decode it; an oracle that shares no code with the product.
 *
 * @param label the TAI64 seconds, 2^62 + 10 + Unix time
 * @param nanos nanoseconds within the second
 * @param pid the process, 0 for none
 * @param paused byte 16
 * @param want byte 17, {@code u} or {@code d}
 * @param gotTerm byte 18
 * @param state byte 19: 0 down, 1 run, 2 finish
 */
record Status(long label, int nanos, int pid, int paused, char want, int gotTerm, int state) {

    static final int LENGTH = 20;

    static Status read(Path supervise) {
        try {
            return decode(Files.readAllBytes(supervise.resolve("status")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Status decode(byte[] bytes) {
        if (bytes.length != LENGTH) {
            throw new AssertionError("supervise/status has " + bytes.length + " bytes");
        }
        ByteBuffer record = ByteBuffer.wrap(bytes);
        long label = record.getLong();
        int nanos = record.getInt();
        int pid = record.order(ByteOrder.LITTLE_ENDIAN).getInt();
        return new Status(label, nanos, pid, record.get(), (char) record.get(), record.get(), record.get());
    }

    long unixSeconds() {
        return label - (1L << 62) - 10;
    }

    boolean isAfter(Status other) {
        return label > other.label || (label == other.label && nanos > other.nanos);
    }

    /** Whether supervise/stat, which has the same content in words, reads so. */
    boolean says(String stat) {
        boolean says = stat.startsWith(List.of("down", "run", "finish").get(state));
        if (state != 0) {
            says &= stat.contains(", paused") == (paused == 1);
            says &= stat.contains(", got TERM") == (gotTerm == 1);
            says &= stat.contains(", want ") == (want == 'd');
        }
        return says;
    }

    /** The four last bytes, such as {@code 0 u 0 1}. */
    String flags() {
        return paused + " " + want + " " + gotTerm + " " + state;
    }
}
