package dev.jrunit.svlogd;

/**
 * How svlogd was told to treat lines. Immutable.
 *
 * @param style the time in front of each
 * @param length how many bytes of a line patterns, replacement, standard error and UDP get to see, greater than 0
 * @param replacements what each byte becomes within {@link #length}; null if nothing is replaced
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, never changed
record LineOptions(TimeStyle style, int length, byte[] replacements) {
    static final int DEFAULT_LENGTH = 1000;

    /** Without any option. */
    static final LineOptions PLAIN = new LineOptions(TimeStyle.NONE, DEFAULT_LENGTH, null);

    /**
     * The table for -r and -R.
     *
     * @param replacement what takes the place of a byte that is not printable
     * @param more further bytes that are replaced, a byte string
     */
    static byte[] replacements(char replacement, String more) {
        byte[] table = new byte[256];
        for (int i = 0; i < 256; i++) {
            boolean printable = i >= 32 && i < 127;
            table[i] = (byte) (printable && more.indexOf((char) i) < 0 ? i : replacement);
        }
        return table;
    }

    /** Replaces in {@code line[from]} to {@code line[to - 1]}. */
    void replace(byte[] line, int from, int to) {
        if (replacements == null) {
            return;
        }
        for (int i = from; i < to; i++) {
            line[i] = replacements[line[i] & 0xff];
        }
    }
}
