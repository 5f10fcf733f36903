package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random option lists against a second, simple parser. The seed is in the test's name. */
class RandomCommandLinesTest {
    private static final int LISTS = 20_000;
    private static final String[] WORDS = {
        "-u",
        "-uwww",
        "www",
        "-U",
        ":1:2",
        "-b",
        "-e",
        "/env",
        "-/",
        "-C",
        "-n",
        "-5",
        "+3",
        "-n5",
        "x",
        "-l",
        "-L",
        "-llock",
        "-m",
        "100",
        "-m7x",
        "-d",
        "-o",
        "-o=",
        "-p",
        "-f",
        "-c",
        "-c0",
        "-r",
        "-t",
        "-t99999999999999999999",
        "-v",
        "-P",
        "-0",
        "-1",
        "-2",
        "-vP0",
        "-012v",
        "-z",
        "-a",
        "-V0",
        "--",
        "-",
        "",
        "prog",
        "true",
        "-v-",
        "-nv"
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theSecondParserAgrees(long seed) {
        Random random = new Random(seed);
        int accepted = 0;
        for (int list = 0; list < LISTS; list++) {
            List<String> words = new ArrayList<>();
            for (int count = random.nextInt(7); count > 0; count--) {
                words.add(WORDS[random.nextInt(WORDS.length)]);
            }
            String expected = new SecondParser(words).result();
            assertEquals(expected, ours(words), words::toString);
            accepted += expected.equals("usage") ? 0 : 1;
        }
        assertTrue(accepted > LISTS / 10 && accepted < LISTS * 9 / 10, "accepted " + accepted);
    }

    private static String ours(List<String> words) {
        try {
            CommandLine line = CommandLine.parse(ChpstOptions.CHPST, words.toArray(String[]::new));
            if (line.has(ChpstOptions.VERSION_AND_USAGE)) {
                return "usage";
            }
            ProcessPlan plan = Personality.CHPST.compile(line);
            StringBuilder text = new StringBuilder();
            text.append(plan.newSession()).append(plan.verbose()).append(plan.closed());
            text.append(textOf(plan.rights().user()))
                    .append(textOf(plan.environment().ids()));
            text.append(plan.environment().directory()).append(plan.place().root());
            text.append(plan.place().directory()).append(plan.priority().nice());
            text.append(
                    plan.lock() == null
                            ? null
                            : plan.lock().path() + plan.lock().waits());
            plan.limits().forEach(limit -> text.append(limit.resource()).append(limit.amount()));
            return text.append(plan.program().name())
                    .append(plan.program().words())
                    .toString();
        } catch (UsageException e) {
            return "usage";
        }
    }

    private static String textOf(UserName name) {
        return name == null ? null : name.text();
    }

    /** One that walks over letters, keeps strings, and looks at what they mean in the end. */
    private static final class SecondParser {
        private static final String VALUED = "uUbe/CnlLmdopfcrt";
        private static final Pattern NUMBER = Pattern.compile("[0-9]*");
        private static final Pattern NICE = Pattern.compile("[-+]?[0-9]*");

        private final List<String> rest;
        private final String[] values = new String[128];
        private final TreeSet<Integer> closed = new TreeSet<>();
        private final String[] limits = new String[4];
        private boolean wrong;

        SecondParser(List<String> words) {
            rest = new ArrayList<>(words);
        }

        String result() {
            while (!rest.isEmpty() && rest.get(0).length() > 1 && rest.get(0).startsWith("-")) {
                String word = rest.remove(0);
                if (word.equals("--")) {
                    break;
                }
                letters(word.substring(1));
            }
            return wrong || rest.isEmpty() ? "usage" : text();
        }

        private void letters(String letters) {
            for (int i = 0; i < letters.length(); i++) {
                char letter = letters.charAt(i);
                if (VALUED.indexOf(letter) >= 0) {
                    boolean attached = i + 1 < letters.length();
                    if (!attached && rest.isEmpty()) {
                        wrong = true;
                        return;
                    }
                    take(letter, attached ? letters.substring(i + 1) : rest.remove(0));
                    return;
                }
                wrong |= "vP012".indexOf(letter) < 0;
                values[letter & 127] = "yes";
                if (Character.isDigit(letter) && !wrong) {
                    closed.add(letter - '0');
                }
            }
        }

        private void take(char letter, String value) {
            if (letter == 'l' || letter == 'L') {
                wrong |= values['l'] != null || values['L'] != null;
            }
            if (letter == 'n') {
                wrong |= !NICE.matcher(value).matches();
            } else if ("mdopfcrt".indexOf(letter) >= 0) {
                wrong |= !NUMBER.matcher(value).matches();
                if (letter == 'm') {
                    java.util.Arrays.fill(limits, value);
                } else if (letter == 'd') {
                    limits[0] = value;
                }
            }
            values[letter] = value;
        }

        private String text() {
            String lock = values['l'] != null ? values['l'] + true : values['L'] != null ? values['L'] + false : null;
            StringBuilder text = new StringBuilder();
            text.append(values['P'] != null).append(values['v'] != null).append(closed);
            text.append(values['u'])
                    .append(values['U'])
                    .append(values['e'])
                    .append(values['/'])
                    .append(values['C']);
            text.append(values['n'] == null ? null : nice(values['n'])).append(lock);
            limit(text, "DATA", limits[0]);
            limit(text, "STACK", limits[1]);
            limit(text, "LOCKED_MEMORY", limits[2]);
            limit(text, "ADDRESS_SPACE", limits[3]);
            limit(text, "OPEN_FILES", values['o']);
            limit(text, "PROCESSES", values['p']);
            limit(text, "FILE_SIZE", values['f']);
            limit(text, "CORE_SIZE", values['c']);
            limit(text, "RESIDENT_SET", values['r']);
            limit(text, "CPU_SECONDS", values['t']);
            return text.append(values['b']).append(rest).toString();
        }

        private static int nice(String value) {
            int number = number(value.replaceFirst("^[-+]", "")).intValue();
            return value.startsWith("-") ? -number : number;
        }

        private static void limit(StringBuilder text, String name, String value) {
            if (value != null) {
                text.append(name).append(number(value).longValue());
            }
        }

        private static java.math.BigInteger number(String digits) {
            return new java.math.BigInteger("0" + digits);
        }
    }
}
