package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** The arguments of the long options. */
class WordsTest {
    @Test
    void permissionsAreOctal() {
        assertEquals(022, Words.permissions("022"));
        assertEquals(0777, Words.permissions("777"));
        assertEquals(0, Words.permissions("0"));
        assertNull(Words.permissions("8"));
        assertNull(Words.permissions("1000"));
        assertNull(Words.permissions(""));
        assertNull(Words.permissions("-1"));
        assertNull(Words.permissions("u=rwx"));
        assertNull(Words.permissions("77777777777777777777"));
    }

    @Test
    void scoresHaveASign() {
        assertEquals(-1000, Words.score("-1000"));
        assertEquals(1000, Words.score("1000"));
        assertNull(Words.score("1001"));
        assertNull(Words.score("-1001"));
        assertNull(Words.score("-"));
        assertNull(Words.score("--1"));
        assertNull(Words.score("+1"));
    }

    @Test
    void processorsAreNumbersAndRanges() {
        assertEquals(0b1101, Words.processors("0,2-3")[0]);
        assertEquals(1L << 63, Words.processors("63")[0]);
        assertEquals(1, Words.processors("64")[1]);
        assertEquals(1L << 63, Words.processors("4095")[63]);
        for (String wrong : new String[] {"", ",", "0,", "a", "1-", "-1", "3-2", "4096", "0-1-2", "0 ,1"}) {
            assertNull(Words.processors(wrong), wrong);
        }
    }

    @Test
    void ioPrioritiesAreClassesAndLevels() {
        assertEquals("3 0", text("idle"));
        assertEquals("2 4", text("best-effort"));
        assertEquals("2 7", text("best-effort:7"));
        assertEquals("1 0", text("1:0"));
        for (String wrong : new String[] {"", "0", "4", "idle:1", "2:8", "2:", ":2", "fast"}) {
            assertNull(Words.ioPriority(wrong), wrong);
        }
    }

    private static String text(String words) {
        ProcessPlan.IoPriority priority = Words.ioPriority(words);
        return priority.priorityClass() + " " + priority.level();
    }

    @Test
    void signalsAreNamesAndNumbers() {
        assertEquals(15, Words.signal("TERM"));
        assertEquals(9, Words.signal("SIGKILL"));
        assertEquals(31, Words.signal("SYS"));
        assertEquals(64, Words.signal("64"));
        for (String wrong : new String[] {"", "0", "65", "term", "SIG", "SIG9", "-1"}) {
            assertNull(Words.signal(wrong), wrong);
        }
    }

    @Test
    void signalsHaveTheNumbersOfThisSystem() throws Exception {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "for n in 1 6 10 17 23 25 28 31; do kill -l $n; done")
                .redirectErrorStream(true)
                .start();
        String[] names = new String(kill.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).split("\\s+", -1);
        int[] numbers = {1, 6, 10, 17, 23, 25, 28, 31};
        for (int i = 0; i < numbers.length; i++) {
            assertEquals(numbers[i], Words.signal(names[i]), names[i]);
        }
    }
}
