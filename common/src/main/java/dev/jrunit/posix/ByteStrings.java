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
