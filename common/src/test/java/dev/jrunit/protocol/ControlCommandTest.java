package dev.jrunit.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** Source: runsv(8), CONTROL. */
class ControlCommandTest {
    private static final String LETTERS = "udotkpchaiq12x";

    @Test
    void everyLetterOfTheManPageIsACommand() {
        assertEquals(LETTERS.length(), ControlCommand.values().length);
        for (int i = 0; i < LETTERS.length(); i++) {
            ControlCommand command = ControlCommand.ofLetter((byte) LETTERS.charAt(i));
            assertEquals((byte) LETTERS.charAt(i), command.letter());
        }
    }

    @Test
    void otherBytesAreNone() {
        for (int letter = -128; letter < 128; letter++) {
            if (letter < 0 || LETTERS.indexOf(letter) < 0) {
                assertNull(ControlCommand.ofLetter((byte) letter));
            }
        }
    }
}
