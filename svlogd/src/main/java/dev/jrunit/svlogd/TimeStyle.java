package dev.jrunit.svlogd;

/** What is written in front of a line. Source: svlogd(8), OPTIONS, -t, -tt and -ttt. */
enum TimeStyle {
    NONE,
    /** {@code @} and the 24 hexadecimal digits of a TAI64N stamp. */
    TAI64N,
    /** {@code 2005-12-18_09:13:50.97618}, UTC. */
    UTC,
    /** The same with a {@code T} between date and time. */
    UTC_T;

    /** The style for {@code -t} given that often. */
    static TimeStyle ofCount(int count) {
        return switch (count) {
            case 0 -> NONE;
            case 1 -> TAI64N;
            case 2 -> UTC;
            default -> UTC_T;
        };
    }
}
