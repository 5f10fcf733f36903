package dev.jrunit.posix;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

/** Conversions between byte strings (one character a byte) and the texts and arrays outside. Any thread. */
public final class ByteStrings {
    private ByteStrings() {}

    /** The byte string of the UTF-8 encoding of {@code text}. */
    public static String ofText(String text) {
        return isAscii(text) ? text : new String(text.getBytes(UTF_8), ISO_8859_1);
    }

    /** The bytes of {@code byteString}, one for each character. */
    public static byte[] bytes(String byteString) {
        return byteString.getBytes(ISO_8859_1);
    }

    /** The byte string of {@code length} bytes from {@code offset} on. */
    public static String of(byte[] bytes, int offset, int length) {
        return new String(bytes, offset, length, ISO_8859_1);
    }

    /** The text that {@code byteString} encodes in UTF-8; wrong sequences become U+FFFD. */
    public static String toText(String byteString) {
        return isAscii(byteString) ? byteString : new String(byteString.getBytes(ISO_8859_1), UTF_8);
    }

    /**
     * {@code byteString} in one line that does nothing to a terminal: a control character is a question mark, and so is
     * the second byte of one that has two in UTF-8. For what comes from directories and files that others may have made.
     */
    public static String printable(String byteString) {
        StringBuilder safe = null;
        for (int i = 0; i < byteString.length(); i++) {
            if (isControl(byteString, i)) {
                safe = safe == null ? new StringBuilder(byteString) : safe;
                safe.setCharAt(i, '?');
            }
        }
        return safe == null ? byteString : safe.toString();
    }

    private static boolean isControl(String byteString, int index) {
        char c = byteString.charAt(index);
        if (c < ' ' || c == 0x7f) {
            return true;
        }
        // From 0x80 to 0x9f: a control character by itself and, in UTF-8, after 0xc2; else a part of a letter.
        char before = index == 0 ? 0 : byteString.charAt(index - 1);
        return c >= 0x80 && c < 0xa0 && (before < 0x80 || before == 0xc2);
    }

    /** True if every character is below 128, so that byte string and text are the same. */
    public static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
