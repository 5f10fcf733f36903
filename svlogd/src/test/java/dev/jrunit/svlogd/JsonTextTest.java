package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 8259, section 7, and RFC 3629, section 4: against Java's own decoder. */
class JsonTextTest {
    private static byte[] json(byte[] bytes, int... cuts) {
        JsonText text = new JsonText();
        Bytes target = new Bytes();
        int from = 0;
        for (int cut : cuts) {
            text.add(bytes, from, cut, target);
            from = cut;
        }
        text.add(bytes, from, bytes.length, target);
        text.finish(target);
        return Arrays.copyOf(target.array(), target.length());
    }

    /** What a reader of JSON makes of the inside of a string; it accepts strict UTF-8 only. */
    private static String read(byte[] json) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(json)).toString();
        } catch (CharacterCodingException e) {
            throw new AssertionError("no UTF-8: " + Arrays.toString(json), e);
        }
        StringBuilder read = new StringBuilder();
        int next = 0;
        while (next < text.length()) {
            char c = text.charAt(next++);
            assertTrue(c >= ' ' && c != '"', () -> "not allowed inside a string: " + (int) c);
            if (c != '\\') {
                read.append(c);
                continue;
            }
            char escaped = text.charAt(next++);
            if (escaped == 'u') {
                read.append((char) Integer.parseInt(text.substring(next, next + 4), 16));
                next += 4;
            } else {
                assertTrue("\"\\t".indexOf(escaped) >= 0, () -> "no escape: " + escaped);
                read.append(escaped == 't' ? '\t' : escaped);
            }
        }
        return read.toString();
    }

    @Test
    void everyCharacterSurvives() {
        StringBuilder all = new StringBuilder();
        for (int c = 0; c <= Character.MAX_CODE_POINT; c++) {
            if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
                all.appendCodePoint(c);
            }
        }
        assertEquals(all.toString(), read(json(all.toString().getBytes(UTF_8))));
    }

    @Test
    void escapesAsFewAsItMust() {
        byte[] json = json("a\"b\\c\td\u0001\u001f\u007f\u20ac/".getBytes(UTF_8));
        assertEquals("a\\\"b\\\\c\\td\\u0001\\u001f\\u007f\u20ac/", new String(json, UTF_8));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void bytesThatAreNoUtf8AreReplacedAsJavaDoes(long seed) {
        Random random = new Random(seed);
        // Many bytes with which characters begin and go on, and the edges between them.
        int[] likely = {
            0x20, 0x22, 0x5c, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xee,
            0xef, 0xf0, 0xf1, 0xf4, 0xf5, 0xff, 0
        };
        for (int i = 0; i < 50_000; i++) {
            byte[] bytes = new byte[random.nextInt(10)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) likely[random.nextInt(likely.length)];
            }
            String expected = new String(bytes, UTF_8);
            String seen = read(json(bytes));
            assertEquals(comparable(expected, bytes), comparable(seen, bytes), () -> Arrays.toString(bytes));
            int cut = random.nextInt(bytes.length + 1);
            assertEquals(seen, read(json(bytes, cut, cut + random.nextInt(bytes.length - cut + 1))));
        }
    }

    /** Of the bytes of a surrogate Java replaces two or three by one character, Unicode's advice is one each. */
    private static String comparable(String text, byte[] bytes) {
        for (byte b : bytes) {
            if (b == (byte) 0xed) {
                return text.replaceAll("\ufffd+", "\ufffd");
            }
        }
        return text;
    }

    @Test
    void surrogatesAreReplacedByteByByte() {
        assertEquals("\ufffd\ufffd\ufffd", read(json(new byte[] {(byte) 0xed, (byte) 0xa0, (byte) 0x80})));
    }

    @Test
    void twoStringsAreApart() {
        JsonText text = new JsonText();
        Bytes target = new Bytes();
        text.add(new byte[] {(byte) 0xc3}, 0, 1, target);
        text.finish(target);
        text.add(new byte[] {(byte) 0xa9}, 0, 1, target);
        text.finish(target);
        text.finish(target);
        assertEquals("\ufffd\ufffd", read(Arrays.copyOf(target.array(), target.length())));
    }
}
