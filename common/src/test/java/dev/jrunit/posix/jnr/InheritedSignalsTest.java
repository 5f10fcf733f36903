package dev.jrunit.posix.jnr;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** The line of /proc/PID/stat. Source: proc(5). */
class InheritedSignalsTest {
    private static final String NUMBERS = " 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27";

    @Test
    void blockedAndIgnored() {
        assertEquals(
                new InheritedSignals(4096, 16384),
                InheritedSignals.ofStat("77 (chpst) S" + NUMBERS + " 0 16384 4096 2 0"));
    }

    @Test
    void theNameMayBeAnything() {
        assertEquals(
                new InheritedSignals(1, 2), InheritedSignals.ofStat("77 (a) b (c) S 1) S" + NUMBERS + " 0 2 1 2 0"));
    }

    @Test
    void anythingElseIsNone() {
        InheritedSignals none = new InheritedSignals(0, 0);
        assertEquals(none, InheritedSignals.ofStat(""));
        assertEquals(none, InheritedSignals.ofStat("77 (x"));
        assertEquals(none, InheritedSignals.ofStat("77 (x)"));
        assertEquals(none, InheritedSignals.ofStat("77 (x) S 1 2"));
    }
}
