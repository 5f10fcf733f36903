package dev.jrunit.svlogd;

/**
 * One stamp of each style for all logs of a thread: a thousand quiet loggers then print the date once a second, not a
 * thousand times, and each line touches less memory. Whoever uses one sets its time first. Thread: one.
 */
final class Stamps {
    private final Stamp label = Stamp.of(TimeStyle.TAI64N);
    private final Stamp utc = Stamp.of(TimeStyle.UTC);
    private final Stamp utcT = Stamp.of(TimeStyle.UTC_T);
    private final Stamp rfc3339 = Stamp.rfc3339();

    /** A stamp in that style; null for none. */
    Stamp of(TimeStyle style) {
        return switch (style) {
            case NONE -> null;
            case TAI64N -> label;
            case UTC -> utc;
            case UTC_T -> utcT;
        };
    }

    /** The time as JSON lines have it. */
    Stamp rfc3339() {
        return rfc3339;
    }
}
