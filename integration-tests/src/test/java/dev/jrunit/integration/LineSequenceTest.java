package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is wrong with a log is seen. */
final class LineSequenceTest {
    private final LineSequence lines = new LineSequence();

    private static String line(int start, int number) {
        return String.format("I%05d N%08d xx.\n", start, number);
    }

    private static List<LoadedService.Life> lives(int... lines) {
        List<LoadedService.Life> lives = new ArrayList<>();
        for (int count : lines) {
            lives.add(new LoadedService.Life(count, 1, 0, 0));
        }
        return lives;
    }

    @Test
    void allIsThere() {
        lines.take(line(0, 0) + line(0, 1) + line(2, 0));
        assertEquals(List.of(), lines.missing(lives(2, 0, 1)));
        assertTrue(lines.reaches(lives(2, 0, 1)));
        assertTrue(lines.reaches(lives(2, 0, 0)), "one line more than was noted");
        assertFalse(lines.reaches(lives(2, 0, 2)));
        assertFalse(lines.reaches(lives(2, 0, 1, 1)));
    }

    @Test
    void aLineIsMissing() {
        lines.take(line(0, 0) + line(0, 2));
        assertEquals(List.of(new LineSequence.Gap(0, 1, 2)), lines.missing(lives(3)));
    }

    @Test
    void theLastLinesOfAStartAreMissing() {
        lines.take(line(0, 0) + line(1, 0));
        assertEquals(List.of(new LineSequence.Gap(0, 1, 3)), lines.missing(lives(3, 1)));
    }

    @Test
    void aLineComesTwice() {
        lines.take(line(0, 0));
        assertThrows(LineSequence.OutOfOrder.class, () -> lines.take(line(0, 0)));
    }

    @Test
    void linesAreReordered() {
        lines.take(line(0, 1));
        assertThrows(LineSequence.OutOfOrder.class, () -> lines.take(line(0, 0)));
        assertThrows(LineSequence.OutOfOrder.class, () -> lines.take(line(1, 0) + line(0, 2)));
    }

    @Test
    void aLineIsTorn() {
        lines.take("I00000 N0000" + line(0, 0));
        assertEquals(1, lines.fragments().size());
    }
}
