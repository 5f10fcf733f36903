package dev.jrunit.posix.jnr;

/**
 * The signals from 1 to 31 that were ignored and blocked when the tool was called: bit {@code n - 1} is signal
 * {@code n}.
 *
 * <p>The virtual machine handles some signals whatever became of them before (PIPE, XFSZ, USR2 and those of a crash),
 * and unblocks some. So the launcher hands over what the kernel showed in {@code /proc/PID/stat} before. Signals above
 * 31 are not in there, and the machine leaves them alone. Source: proc(5).
 *
 * @param ignored those that are ignored
 * @param blocked those in the mask
 */
record InheritedSignals(long ignored, long blocked) {
    private static final String STAT_PROPERTY = "jrunit.stat";
    /** Which words after the command's name these are. */
    private static final int BLOCKED_WORD = 29;

    private static final int IGNORED_WORD = 30;

    static InheritedSignals ofProcess() {
        return ofStat(System.getProperty(STAT_PROPERTY, ""));
    }

    /** From the line of that file; none if it is no such line. */
    static InheritedSignals ofStat(String stat) {
        int start = stat.lastIndexOf(')') + 2;
        long blocked = 0;
        for (int word = 0; start > 1 && start < stat.length(); word++) {
            int end = stat.indexOf(' ', start);
            if (end < 0) {
                break;
            }
            if (word == BLOCKED_WORD) {
                blocked = number(stat, start, end);
            } else if (word == IGNORED_WORD) {
                return new InheritedSignals(number(stat, start, end), blocked);
            }
            start = end + 1;
        }
        return new InheritedSignals(0, 0);
    }

    private static long number(String text, int start, int end) {
        long number = 0;
        for (int i = start; i < end; i++) {
            number = 10 * number + (text.charAt(i) - '0');
        }
        return number;
    }
}
