package dev.jrunit.chpst;

/** Numbers as runit's tools read them: digits, of which there may be none, and larger than a word they wrap round. */
final class Numerals {
    private Numerals() {}

    /** Whether {@code text} has nothing but digits from {@code start} on. */
    static boolean isNumber(String text, int start) {
        return endOfDigits(text, start) == text.length();
    }

    /** The number of the digits from {@code start} to {@code end}, in 64 bits without a sign. */
    static long number(String text, int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            number = 10 * number + (text.charAt(i) - '0');
        }
        return number;
    }

    /** The number of {@code text}; null if it is none. */
    static Long number(String text) {
        return isNumber(text, 0) ? (Long) number(text, 0, text.length()) : null;
    }

    /** The number of {@code text} with a sign or without, in 32 bits; null if it is none. */
    static Integer signed(String text) {
        boolean hasSign = text.startsWith("-") || text.startsWith("+");
        int start = hasSign ? 1 : 0;
        if (!isNumber(text, start)) {
            return null;
        }
        int number = (int) number(text, start, text.length());
        return text.startsWith("-") ? -number : number;
    }

    /** Where the digits from {@code start} on end. */
    static int endOfDigits(String text, int start) {
        int end = start;
        while (end < text.length() && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end;
    }

    /** The number of {@code text}, which has one digit at least, if it is no greater than {@code most}; else null. */
    static Integer upTo(int most, String text) {
        if (text.isEmpty() || text.length() > 9 || !isNumber(text, 0)) {
            return null;
        }
        int number = (int) number(text, 0, text.length());
        return number <= most ? (Integer) number : null;
    }
}
