package dev.jrunit.svlogd;

import dev.jrunit.protocol.Tai64N;

/** The printed time, rendered anew only where it changed. Thread: one. */
final class Stamp {
    private static final int SECONDS_PER_DAY = 86_400;
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    private final byte[] text;
    private final boolean isLabel;
    private final int fractionDigits;
    private long second = Long.MIN_VALUE;

    private Stamp(boolean isLabel, char separator, int fractionDigits, String end) {
        this.isLabel = isLabel;
        this.fractionDigits = fractionDigits;
        this.text = isLabel ? new byte[26] : new byte[20 + fractionDigits + end.length()];
        if (isLabel) {
            text[0] = '@';
            text[25] = ' ';
            return;
        }
        text[4] = '-';
        text[7] = '-';
        text[10] = (byte) separator;
        text[13] = ':';
        text[16] = ':';
        text[19] = '.';
        for (int i = 0; i < end.length(); i++) {
            text[20 + fractionDigits + i] = (byte) end.charAt(i);
        }
    }

    /** A stamp in that style; it ends with a blank, or is empty. */
    static Stamp of(TimeStyle style) {
        return switch (style) {
            case NONE -> null;
            case TAI64N -> new Stamp(true, ' ', 0, " ");
            case UTC -> new Stamp(false, '_', 5, " ");
            case UTC_T -> new Stamp(false, 'T', 5, " ");
        };
    }

    /** The time as RFC 3339 has it, such as {@code 2005-12-18T09:13:50.976180Z}. */
    static Stamp rfc3339() {
        return new Stamp(false, 'T', 6, "Z");
    }

    /** Renders {@code time}. */
    void set(Tai64N time) {
        if (isLabel) {
            hex(time.label(), 1, 16);
            hex(time.nanos(), 17, 8);
            return;
        }
        if (time.unixSeconds() != second) {
            second = time.unixSeconds();
            renderSecond();
        }
        int fraction = time.nanos();
        for (int digits = 9; digits > fractionDigits; digits--) {
            fraction /= 10;
        }
        digits(fraction, 20, fractionDigits);
    }

    /** What was rendered; the same array each time. */
    byte[] text() {
        return text;
    }

    private void renderSecond() {
        long days = Math.floorDiv(second, SECONDS_PER_DAY);
        int ofDay = Math.floorMod(second, SECONDS_PER_DAY);
        // Years that begin in March have their leap day last; 400 of them are 146,097 days, from March of year 0 on.
        long shifted = days + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = Math.floorMod(shifted, 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int month = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * month + 2) / 5 + 1;
        int civilMonth = month < 10 ? month + 3 : month - 9;
        digits((int) (era * 400 + yearOfEra + (civilMonth <= 2 ? 1 : 0)), 0, 4);
        digits(civilMonth, 5, 2);
        digits(day, 8, 2);
        digits(ofDay / 3600, 11, 2);
        digits(ofDay / 60 % 60, 14, 2);
        digits(ofDay % 60, 17, 2);
    }

    private void digits(int number, int offset, int count) {
        int left = number;
        for (int i = count - 1; i >= 0; i--) {
            text[offset + i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    private void hex(long number, int offset, int count) {
        for (int i = 0; i < count; i++) {
            text[offset + i] = HEX[(int) (number >>> (4 * (count - 1 - i))) & 0xf];
        }
    }
}
