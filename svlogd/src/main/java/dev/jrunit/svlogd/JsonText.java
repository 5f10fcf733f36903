package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * Writes bytes as the inside of a JSON string: UTF-8 stays, control characters are escaped, and bytes that are no UTF-8
 * become U+FFFD. A character may come in pieces. Thread: one. Source: RFC 8259, section 7; RFC 3629, section 4.
 */
final class JsonText {
    private static final byte[] REPLACEMENT = {(byte) 0xef, (byte) 0xbf, (byte) 0xbd};
    private static final byte[] HEX = "0123456789abcdef".getBytes(US_ASCII);

    private final byte[] character = new byte[4];
    private int known;
    private int wanted;

    void add(byte[] source, int from, int to, Bytes target) {
        for (int i = from; i < to; i++) {
            add(source[i], target);
        }
    }

    private void add(byte b, Bytes target) {
        if (known > 0) {
            if (continues(b & 0xff)) {
                character[known++] = b;
                if (known == wanted) {
                    target.add(character, 0, known);
                    known = 0;
                }
                return;
            }
            finish(target);
        }
        if (b >= 0) {
            ascii(b, target);
            return;
        }
        wanted = lengthOf(b & 0xff);
        if (wanted == 0) {
            target.add(REPLACEMENT);
        } else {
            character[known++] = b;
        }
    }

    /** How many bytes a character has that begins with this one; 0 if none does. */
    private static int lengthOf(int first) {
        if (first >= 0xc2 && first <= 0xdf) {
            return 2;
        }
        if (first >= 0xe0 && first <= 0xef) {
            return 3;
        }
        return first >= 0xf0 && first <= 0xf4 ? 4 : 0;
    }

    /** Whether this byte may follow those known: no overlong form, no surrogate, nothing above U+10FFFF. */
    private boolean continues(int b) {
        if (known > 1) {
            return b >= 0x80 && b <= 0xbf;
        }
        int first = character[0] & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
        int most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
        return b >= least && b <= most;
    }

    private static void ascii(byte b, Bytes target) {
        if (b == '"' || b == '\\') {
            target.add((byte) '\\');
            target.add(b);
        } else if (b == '\t') {
            target.add((byte) '\\');
            target.add((byte) 't');
        } else if (b < 32 || b == 127) {
            target.add((byte) '\\');
            target.add((byte) 'u');
            target.add((byte) '0');
            target.add((byte) '0');
            target.add(HEX[b >> 4]);
            target.add(HEX[b & 15]);
        } else {
            target.add(b);
        }
    }

    /** The string ends: a character that is not complete is replaced. */
    void finish(Bytes target) {
        if (known > 0) {
            target.add(REPLACEMENT);
            known = 0;
        }
    }
}
