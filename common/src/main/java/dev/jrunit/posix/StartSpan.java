package dev.jrunit.posix;

/**
 * When a process was started, as exactly as it is known without a look at it: between a moment before and one after. With
 * its pid it is the process's identity, for whoever started it has waited for no child of that pid in between.
 *
 * @param earliest in hundredths of a second since the boot, see {@link OtherProcesses#now}
 * @param latest likewise
 */
public record StartSpan(long earliest, long latest) {
    /** Of no process. */
    public static final StartSpan NONE = new StartSpan(0, 0);

    /** Of a process that was looked at. */
    public static StartSpan of(ProcessStat process) {
        return new StartSpan(process.start(), process.start());
    }

    /** Whether a process that has the pid is the one. */
    public boolean contains(ProcessStat process) {
        return earliest <= process.start() && process.start() <= latest;
    }
}
