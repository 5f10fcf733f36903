package dev.jrunit.svlogd;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** svlogd(8), PATTERN MATCHING, and what runit's svlogd makes of the cases that the page leaves open. */
class PatternTest {
    private static boolean matches(String pattern, String line) {
        byte[] padded = ("x" + line + "yz").getBytes(ISO_8859_1); // what is beside the line is none of its business
        return new Pattern(pattern.getBytes(ISO_8859_1)).matches(padded, 1, 1 + line.length());
    }

    @ParameterizedTest(name = "{0} on {1}")
    @CsvSource({
        "'', '', true",
        "'', a, false",
        "a, a, true",
        "a, ab, false",
        "ab, a, false",
        "*, '', true",
        "*, anything, true",
        "a*, a, true",
        "a*, abc, true",
        "a*, ba, false",
        "*a, a, true",
        "*a, ba, true",
        "*a, aa, false", // the star stops at the first one
        "*a*, banana, true",
        "*b, a, false",
        "**, a*b, true",
        "**, ab, false",
        "*+a, b+a, false",
        "*+a, b+, false",
        "+a, a, true",
        "+a, aaa, true",
        "+a, '', false",
        "+a, b, false",
        "+ab, aab, true",
        "+ab, aa, true", // the line is at its end: the rest of the pattern does not count
        "+ab, aac, false",
        "a+aab, aa, true",
        "a+bc, abbbc, true",
        "b+cc, b, false",
        "++, ++, true",
        "+*, **, true",
        "a+, a, true",
        "a+, aa, false",
        "*: *: pid *, tcpsvd: info: pid 1977 from 10.4.1.14, true",
        "*pid*, 2005-12-18_09:13:50.97618 tcpsvd: info: pid 1977 from 10.4.1.14, false",
        "*: *: pid *, 2005-12-18_09:13:50.97618 tcpsvd: info: pid 1977 from 10.4.1.14, false",
    })
    void isMatched(String pattern, String line, boolean expected) {
        assertEquals(expected, matches(pattern, line));
    }

    @Test
    void bytesOfAnyValueAreCompared() {
        assertEquals(true, matches("*\u00e9\u0000*", "caf\u00e9\u0000!"));
        assertEquals(false, matches("a", "a\u0000b"));
        assertEquals(true, matches("*\r", "dos\r"));
        assertEquals(true, matches("+\u00ff", "\u00ff\u00ff"));
    }

    /** The same, said again: the first character of the pattern decides what becomes of the line. */
    private static boolean simple(String pattern, String line) {
        if (pattern.isEmpty()) {
            return line.isEmpty();
        }
        String rest = pattern.substring(1);
        if (pattern.charAt(0) == '*') {
            int found = rest.isEmpty() ? -1 : line.indexOf(rest.charAt(0));
            return rest.isEmpty() || (found >= 0 && simple(rest, line.substring(found)));
        }
        if (pattern.charAt(0) == '+' && rest.isEmpty()) {
            return line.isEmpty();
        }
        if (pattern.charAt(0) == '+') {
            int repeated = 0;
            while (repeated < line.length() && line.charAt(repeated) == rest.charAt(0)) {
                repeated++;
            }
            boolean isAll = repeated == line.length();
            return repeated > 0 && (isAll || simple(rest.substring(1), line.substring(repeated)));
        }
        return !line.isEmpty() && line.charAt(0) == pattern.charAt(0) && simple(rest, line.substring(1));
    }

    private static String word(Random random, String letters, int most) {
        StringBuilder word = new StringBuilder();
        for (int left = random.nextInt(most + 1); left > 0; left--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void asASimplerMatcherDoes(long seed) {
        Random random = new Random(seed);
        int matched = 0;
        for (int i = 0; i < 50_000; i++) {
            String pattern = word(random, "ab+*", 5);
            String line = word(random, "ab+*", 6);
            boolean expected = simple(pattern, line);
            assertEquals(expected, matches(pattern, line), () -> "\"" + pattern + "\" on \"" + line + "\"");
            matched += expected ? 1 : 0;
        }
        assertEquals(true, matched > 1_000, "only " + matched + " matched");
    }

    @Test
    void theLastRuleThatMatchesDecides() {
        Selection.Builder builder = new Selection.Builder();
        builder.add('-', "*".getBytes(ISO_8859_1));
        builder.add('+', "a*".getBytes(ISO_8859_1));
        builder.add('-', "ab*".getBytes(ISO_8859_1));
        builder.add('e', "*b".getBytes(ISO_8859_1));
        builder.add('E', "bb".getBytes(ISO_8859_1));
        Selection selection = builder.build();
        assertEquals(
                "true false false", logs(selection, "ac") + " " + logs(selection, "ab") + " " + logs(selection, "b"));
        byte[] line = "abb".getBytes(ISO_8859_1);
        assertEquals(true, selection.alerts(line, 0, 2));
        assertEquals(false, selection.alerts(line, 1, 3));
        assertEquals(false, selection.alerts(line, 0, 1));
        assertEquals(false, selection.isAll());
        assertEquals(true, Selection.ALL.isAll());
    }

    private static boolean logs(Selection selection, String line) {
        return selection.logs(line.getBytes(ISO_8859_1), 0, line.length());
    }
}
