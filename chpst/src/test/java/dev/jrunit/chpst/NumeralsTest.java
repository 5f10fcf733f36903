package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.api.Test;

/** Numbers, as C chpst was seen to read them. */
class NumeralsTest {
    @Test
    void digitsOnlyAndPerhapsNone() {
        assertEquals(512L, Numerals.number("512"));
        assertEquals(0L, Numerals.number(""));
        assertNull(Numerals.number("12x"));
        assertNull(Numerals.number("-1"));
        assertNull(Numerals.number("+1"));
        assertNull(Numerals.number("0x10"));
        assertNull(Numerals.number(" 1"));
        assertNull(Numerals.number("="));
    }

    @Test
    void largeOnesWrapRound() {
        assertEquals(84L, Numerals.number("18446744073709551700"));
        assertEquals(-1L, Numerals.number("18446744073709551615"));
    }

    @Test
    void aSignIsForNiceOnly() {
        assertEquals(5, Numerals.signed("+5"));
        assertEquals(-5, Numerals.signed("-5"));
        assertEquals(0, Numerals.signed("-"));
        assertEquals(0, Numerals.signed(""));
        assertEquals(1, Numerals.signed("-18446744073709551615"));
        assertEquals(Integer.MIN_VALUE, Numerals.signed("2147483648"));
        assertNull(Numerals.signed("+-5"));
        assertNull(Numerals.signed("5-"));
        assertNull(Numerals.signed("--"));
    }

    @Test
    void theLongOptionsWantADigit() {
        assertEquals(7, Numerals.upTo(7, "7"));
        assertNull(Numerals.upTo(7, "8"));
        assertNull(Numerals.upTo(7, ""));
        assertNull(Numerals.upTo(7, "-1"));
        assertNull(Numerals.upTo(Integer.MAX_VALUE, "99999999999"));
    }
}
