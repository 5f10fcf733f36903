package dev.jrunit.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class InvocationTest {
    private static final byte[] COMMAND_LINE =
            "java\0-Djrunit.argv0=/x/\u00e9\0Main\0a\u00ff\0\0b\0".getBytes(ISO_8859_1);

    @Test
    void takesTheLastEntries() {
        assertArrayEquals(
                new String[] {"a\u00ff", "", "b"}, Invocation.lastEntries(COMMAND_LINE, new String[] {"a?", "", "b"}));
        assertArrayEquals(new String[0], Invocation.lastEntries(COMMAND_LINE, new String[0]));
    }

    @Test
    void encodesTheTextsWhereTheKernelTellsTooLittle() {
        assertArrayEquals(
                new String[] {"x", "\u00c3\u00a9"},
                Invocation.lastEntries("b\0".getBytes(ISO_8859_1), new String[] {"x", "\u00e9"}));
        assertArrayEquals(new String[] {"\u00c3\u00a9"}, Invocation.lastEntries(new byte[0], new String[] {"\u00e9"}));
    }

    @Test
    void findsAPropertyByItsBytes() {
        assertEquals("/x/\u00e9", Invocation.entryAfter(COMMAND_LINE, "-Djrunit.argv0=", "?"));
        assertEquals("sv", Invocation.entryAfter(COMMAND_LINE, "-Dnone=", "sv"));
    }

    @Test
    void theNameIsWhatFollowsTheLastSlash() {
        assertEquals("sv", new Invocation("/usr/bin/sv", new String[0], null, null).name());
        assertEquals("sv", new Invocation("sv", new String[0], null, null).name());
    }
}
