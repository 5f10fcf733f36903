package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is selected, asked through svlogd itself. Source: svlogd(8), PATTERN MATCHING and CONFIG -, +, e, E. */
final class SvlogdPatternTest {

    private enum Match {
        YES,
        NO,
        /** C compares with what an earlier line has left behind the end of this one: nothing to conform to. */
        UNDEFINED
    }

    /** Each pattern selects from the lines what it should. Each has a log directory of its own, all share an svlogd. */
    private static void assertMatches(List<String> patterns, List<String> lines) {
        Compared.each(log -> {
            for (int number = 0; number < patterns.size(); number++) {
                log.directory("p" + number).config("-*\n+" + patterns.get(number) + "\n");
            }
            log.feed(String.join("\n", lines) + "\n");
            assertEquals(0, log.exit());
            for (int number = 0; number < patterns.size(); number++) {
                String pattern = patterns.get(number);
                List<String> expected = new ArrayList<>();
                List<String> undefined = new ArrayList<>();
                for (String line : lines) {
                    switch (model(pattern, line)) {
                        case YES -> expected.add(line);
                        case UNDEFINED -> undefined.add(line);
                        case NO -> {}
                    }
                }
                String content = log.directory("p" + number).content("current");
                List<String> selected = new ArrayList<>(List.of(content.split("\n", -1)));
                selected.remove(selected.size() - 1);
                selected.removeAll(undefined);
                assertEquals(expected, selected, "the pattern " + pattern);
            }
        });
    }

    /**
     * A second, deliberately simple, implementation. That a plus which meets the end of the line ends the comparison is
     * not in svlogd(8).
     */
    private static Match model(String pattern, String line) {
        if (pattern.isEmpty()) {
            return line.isEmpty() ? Match.YES : Match.NO;
        }
        char first = pattern.charAt(0);
        if (first != '*' && first != '+') {
            boolean equal = !line.isEmpty() && line.charAt(0) == first;
            return equal ? model(pattern.substring(1), line.substring(1)) : Match.NO;
        }
        if (pattern.length() == 1 && first == '*') {
            return Match.YES;
        }
        if (first == '+' && line.isEmpty()) {
            return Match.UNDEFINED;
        }
        if (pattern.length() == 1) {
            return Match.NO;
        }
        char next = pattern.charAt(1);
        if (first == '*') {
            int at = line.indexOf(next);
            return at >= 0 ? model(pattern.substring(1), line.substring(at)) : Match.NO;
        }
        int run = 0;
        while (run < line.length() && line.charAt(run) == next) {
            run++;
        }
        if (run == 0) {
            return Match.NO;
        }
        return run == line.length() ? Match.YES : model(pattern.substring(2), line.substring(run));
    }

    /** Every pattern of up to three characters of a, b, plus and star, on every line of up to four. */
    @Test
    void shortPatterns() {
        assertMatches(words("ab+*", 3), words("ab+*", 4));
    }

    private static List<String> words(String alphabet, int longest) {
        List<String> words = new ArrayList<>(List.of(""));
        for (int from = 0, length = 1; length <= longest; length++) {
            int to = words.size();
            for (; from < to; from++) {
                for (int letter = 0; letter < alphabet.length(); letter++) {
                    words.add(words.get(from) + alphabet.charAt(letter));
                }
            }
        }
        return words;
    }

    /** Longer ones, with a seed; many of the lines are made from the patterns, so that they match often. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {101, 102, 103, 104, 105, 106})
    void randomPatterns(long seed) {
        Random random = new Random(seed);
        String letters = seed % 2 == 0 ? "abc" : "a \t:\377.-e#";
        List<String> patterns = new ArrayList<>();
        Set<String> lines = new LinkedHashSet<>();
        for (int number = 0; number < 60; number++) {
            String pattern = word(random, letters + "**++", 12);
            patterns.add(pattern);
            for (int line = 0; line < 12; line++) {
                lines.add(likeness(random, pattern, letters));
            }
            lines.add(word(random, letters + "*+", 10));
        }
        assertMatches(patterns, List.copyOf(lines));
    }

    private static String word(Random random, String letters, int longest) {
        StringBuilder word = new StringBuilder();
        for (int length = random.nextInt(longest + 1); length > 0; length--) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }

    private static String likeness(Random random, String pattern, String letters) {
        StringBuilder line = new StringBuilder();
        for (int at = 0; at < pattern.length(); at++) {
            char one = pattern.charAt(at);
            if (random.nextInt(12) == 0) {
                continue;
            }
            if (one == '*') {
                line.append(word(random, letters, 3));
            } else if (one == '+' && at + 1 < pattern.length()) {
                line.append(String.valueOf(pattern.charAt(at + 1)).repeat(random.nextInt(3)));
            } else {
                line.append(one);
            }
        }
        return line.toString();
    }

    /** The man page's example does not hold with its timestamp inside the message: the first star stops at 09:. */
    @Test
    void theManPagesExample() {
        String message = "tcpsvd: info: pid 1977 from 10.4.1.14";
        assertMatches(
                List.of("*pid*", "*: *: pid *", "*tcpsvd*"), List.of(message, "2005-12-18_09:13:50.97618 " + message));
        Picture seen = Compared.of(log -> log.config("-*: *: pid *").feed(message + "\n" + message + "\nother\n"));
        assertEquals("other\n", seen.content("current"));
    }

    /** One line after the other of the config has its say, for current and for standard error apart. */
    @ParameterizedTest(name = "[{index}]")
    @CsvSource({
        "'', 'a|ab||b|', ''",
        "'-*|+a*|-ab|e*|Eb', 'a|', 'a|ab||'",
        "'e*|E*|ea*|-*', '', 'a|ab|'",
        "'+x', 'a|ab||b|', ''",
        "'-', 'a|ab|b|', ''",
        "'e', 'a|ab||b|', '|'",
        "'E*', 'a|ab||b|', ''",
        "'-*|+a', 'a|', ''",
        "'-a*|+ab|ea+b', 'ab||b|', 'ab|'",
        "' -*|\t-*|#-*', 'a|ab||b|', ''",
        "'-*\r', 'a|ab||b|', ''"
    })
    void selection(String config, String current, String errors) {
        Picture seen =
                Compared.of(log -> log.config(config.replace('|', '\n') + "\n").feed("a\nab\n\nb\n"));
        assertEquals(current.replace('|', '\n'), seen.content("current"));
        assertEquals(errors.replace('|', '\n'), seen.err());
    }

    /** Only the first len characters are looked at, after replacement, without prefix and timestamp. */
    @Test
    void whatThePatternIsComparedWith() {
        assertEquals(
                "abcd\n",
                Compared.of(log -> log.options("-l", "5").config("-abcde").feed("abcde\nabcdef\nabcd\nabcdeX\n"))
                        .content("current"));
        assertEquals(
                "abcdef\n",
                Compared.of(log -> log.options("-l", "5").config("-abcdef").feed("abcdef\n"))
                        .content("current"));
        assertEquals(
                "ab\n",
                Compared.of(log -> log.options("-r", "_").config("-a_").feed("a\1\nab\n"))
                        .content("current"));
        assertEquals(
                "<x>a\n",
                Compared.of(log -> log.config("p<x>\n-<x>*\n-x\n").feed("a\nx\n"))
                        .content("current"));
        assertEquals(
                "",
                Compared.of(log -> log.options("-t").config("-a").feed("a\n")).content("current"));
    }

    @Test
    void nulIsAByteOfTheLine() {
        Picture seen = Compared.of(log -> log.config("-a\n-\n-*c\n").feed("a\0b\na\n\0\n\na\0c\n"));
        assertEquals("a\0b\n\0\n", seen.content("current"));
    }

    /** A last line of the config needs no newline, unless it is a single letter: C takes no notice of that. */
    @Test
    void theLastLineOfTheConfig() {
        assertEquals("b\n", Compared.of(log -> log.config("-a").feed("a\nb\n")).content("current"));
    }

    @Test
    void manyPatterns() {
        StringBuilder config = new StringBuilder();
        StringBuilder input = new StringBuilder();
        StringBuilder expected = new StringBuilder();
        for (int number = 0; number < 2000; number++) {
            input.append(number).append('\n');
            if (number % 7 == 0) {
                expected.append(number).append('\n');
            } else {
                config.append('-').append(number).append('\n');
            }
        }
        Picture seen = Compared.of(log -> log.config(config.toString()).feed(input.toString()));
        assertEquals(expected.toString(), seen.content("current"));
    }
}
