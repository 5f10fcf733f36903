package dev.jrunit.utmpset;

import dev.jrunit.posix.ByteStrings;
import java.util.Arrays;

/**
 * How one record of utmp and wtmp lies in its bytes, which are little-endian. Up to the fields of time it is the same
 * everywhere; these have 32 bits on x86-64, for the sake of old programs, and 64 on aarch64. Source: utmp(5).
 *
 * @param recordBytes the length of a record
 * @param secondsOffset where the time is
 * @param secondsBytes how long it is
 */
record UtmpLayout(int recordBytes, int secondsOffset, int secondsBytes) {
    static final UtmpLayout X86_64 = new UtmpLayout(384, 340, 4);
    static final UtmpLayout AARCH64 = new UtmpLayout(400, 344, 8);

    private static final int TYPE_OFFSET = 0;
    private static final byte DEAD_PROCESS = 8;
    private static final int LINE_OFFSET = 8;
    private static final int LINE_BYTES = 32;
    private static final int USER_OFFSET = 44;
    private static final int HOST_OFFSET = 76;
    private static final int EXIT_OFFSET = 332;

    static UtmpLayout ofThisMachine() {
        return "aarch64".equals(System.getProperty("os.arch")) ? AARCH64 : X86_64;
    }

    /** Why {@code line} is the name of no terminal in such a file; null if it can be one. */
    String complaintAbout(String line) {
        if (line.isEmpty()) {
            return "empty";
        }
        if (line.length() > LINE_BYTES) {
            return "longer than " + LINE_BYTES + " bytes";
        }
        if (line.startsWith("/")) {
            return "not below /dev";
        }
        return line.equals("~") ? "stands for the system" : null;
    }

    /** Whether the record that begins at {@code start} is of somebody on {@code line}. */
    boolean isLoginOn(String line, byte[] bytes, int start) {
        if (bytes[start + USER_OFFSET] == 0) {
            return false;
        }
        byte[] wanted = Arrays.copyOf(ByteStrings.bytes(line), LINE_BYTES);
        int field = start + LINE_OFFSET;
        return Arrays.equals(wanted, 0, LINE_BYTES, bytes, field, field + LINE_BYTES);
    }

    /** Makes the record that begins at {@code start} one of a process that has ended: nobody, from nowhere. */
    void logOut(byte[] bytes, int start, long nowSeconds) {
        bytes[start + TYPE_OFFSET] = DEAD_PROCESS;
        bytes[start + TYPE_OFFSET + 1] = 0;
        Arrays.fill(bytes, start + USER_OFFSET, start + HOST_OFFSET, (byte) 0);
        Arrays.fill(bytes, start + HOST_OFFSET, start + EXIT_OFFSET, (byte) 0);
        for (int i = 0; i < secondsBytes; i++) {
            bytes[start + secondsOffset + i] = (byte) (nowSeconds >>> (8 * i));
        }
    }

    /** A record that says only that the line was left. */
    byte[] emptyRecord(String line, long nowSeconds) {
        byte[] bytes = new byte[recordBytes];
        System.arraycopy(ByteStrings.bytes(line), 0, bytes, LINE_OFFSET, line.length());
        logOut(bytes, 0, nowSeconds);
        return bytes;
    }
}
