package dev.jrunit.chpst;

/** The arguments of the long options. Each method returns null for a text that means nothing. Pure. */
final class Words {
    private static final int MOST_PERMISSIONS = 0777;
    private static final int MOST_SCORE = 1000;
    private static final int MOST_PROCESSORS = 4096;
    private static final int MOST_SIGNAL = 64;
    private static final int USUAL_LEVEL = 4;
    private static final int MOST_LEVEL = 7;
    private static final int BITS = 64;

    /** From number 1 on; the same on x86-64 and aarch64. Source: signal(7). */
    private static final String[] SIGNALS = {
        "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1", "SEGV", "USR2", "PIPE", "ALRM",
        "TERM", "STKFLT", "CHLD", "CONT", "STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF",
        "WINCH", "IO", "PWR", "SYS"
    };

    private Words() {}

    /** An octal number of permissions. */
    static Integer permissions(String text) {
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 7 || value > MOST_PERMISSIONS) {
                return null;
            }
            value = 8 * value + digit;
        }
        return text.isEmpty() || value > MOST_PERMISSIONS ? null : (Integer) value;
    }

    /** A number from -1000 to 1000. */
    static Integer score(String text) {
        Integer size = Numerals.upTo(MOST_SCORE, text.startsWith("-") ? text.substring(1) : text);
        return size != null && text.startsWith("-") ? (Integer) (-size) : size;
    }

    /** Numbers of processors and ranges of them, with commas: a bit for each, in words of 64. */
    static long[] processors(String text) {
        long[] mask = new long[MOST_PROCESSORS / BITS];
        int start = 0;
        while (start <= text.length()) {
            int comma = text.indexOf(',', start);
            int end = comma < 0 ? text.length() : comma;
            int dash = text.indexOf('-', start);
            boolean isRange = dash >= 0 && dash < end;
            Integer first = Numerals.upTo(MOST_PROCESSORS - 1, text.substring(start, isRange ? dash : end));
            Integer last = isRange ? Numerals.upTo(MOST_PROCESSORS - 1, text.substring(dash + 1, end)) : first;
            if (first == null || last == null || first > last) {
                return null;
            }
            for (int processor = first; processor <= last; processor++) {
                mask[processor / BITS] |= 1L << processor % BITS;
            }
            start = end + 1;
        }
        return mask;
    }

    /** A class by its name or number and, but for idle, a colon and a level. */
    static ProcessPlan.IoPriority ioPriority(String text) {
        int colon = text.indexOf(':');
        String name = colon < 0 ? text : text.substring(0, colon);
        int priorityClass = ioClass(name);
        if (priorityClass == 0 || (priorityClass == 3 && colon >= 0)) {
            return null;
        }
        if (colon < 0) {
            return new ProcessPlan.IoPriority(priorityClass, priorityClass == 3 ? 0 : USUAL_LEVEL);
        }
        Integer level = Numerals.upTo(MOST_LEVEL, text.substring(colon + 1));
        return level == null ? null : new ProcessPlan.IoPriority(priorityClass, level);
    }

    private static int ioClass(String name) {
        return switch (name) {
            case "1", "realtime" -> 1;
            case "2", "best-effort" -> 2;
            case "3", "idle" -> 3;
            default -> 0;
        };
    }

    /** A signal by its number or its name, with SIG or without. */
    static Integer signal(String text) {
        String name = text.startsWith("SIG") ? text.substring(3) : text;
        for (int i = 0; i < SIGNALS.length; i++) {
            if (SIGNALS[i].equals(name)) {
                return i + 1;
            }
        }
        Integer number = Numerals.upTo(MOST_SIGNAL, text);
        return number == null || number == 0 ? null : number;
    }
}
