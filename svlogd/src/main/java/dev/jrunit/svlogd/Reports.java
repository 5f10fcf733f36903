package dev.jrunit.svlogd;

/** What a logger has to say of itself: to standard error, or through whoever hosts it. Thread: the logger's. */
interface Reports {
    /** Trouble: {@code message} is what svlogd(8) says after {@code warning: }, a byte string. */
    void warning(String message);

    /** Something cannot be done now and is tried again: what svlogd(8) says after {@code pausing: }. */
    void pausing(String message);

    /** Trouble after which the logger ends. */
    void fatal(String message);

    /** Something of interest with -v. */
    void info(String message);
}
