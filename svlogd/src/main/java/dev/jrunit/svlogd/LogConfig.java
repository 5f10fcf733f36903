package dev.jrunit.svlogd;

/**
 * What the file {@code config} of a log directory says. Immutable. Source: svlogd(8), CONFIG; docs/logging.md for the
 * lines that runit's svlogd does not know.
 *
 * @param size {@code s}: bytes at which the current file is rotated; 0 for never
 * @param oldFiles {@code n}: how many old files are kept; 0 for all
 * @param leastOldFiles {@code N}: how many are left where the disk is full; 0 if none is removed for that
 * @param ageSeconds {@code t}: age at which the current file is rotated; 0 for any
 * @param processor {@code !}: the command that old files are fed through; empty for none
 * @param target {@code u} and {@code U}: where lines are sent too; null for nowhere
 * @param prefix {@code p}: what stands before each line, a byte string
 * @param selection {@code + - e E}: which lines are logged
 * @param compress {@code z}: whether old files are compressed
 * @param totalSize {@code S}: bytes that all files together may have; 0 for any number
 * @param drops {@code q}: whether lines that cannot be written are dropped
 * @param json {@code j}: whether each line becomes a JSON object
 * @param toStdout {@code 1}: whether lines go to standard output as well
 * @param options {@code o}: options for a logger that has no command line; empty for none
 */
record LogConfig(
        long size,
        long oldFiles,
        long leastOldFiles,
        long ageSeconds,
        String processor,
        UdpTarget target,
        String prefix,
        Selection selection,
        boolean compress,
        long totalSize,
        boolean drops,
        boolean json,
        boolean toStdout,
        String options) {
    static final long DEFAULT_SIZE = 1_000_000;
    static final long DEFAULT_OLD_FILES = 10;

    /** Without a config file. */
    static final LogConfig DEFAULT = new LogConfig(
            DEFAULT_SIZE, DEFAULT_OLD_FILES, 0, 0, "", null, "", Selection.ALL, false, 0, false, false, false, "");

    /**
     * Where lines are sent by UDP.
     *
     * @param address the IPv4 address, its first byte the highest
     * @param port the port
     * @param only whether they are not written to the log
     */
    record UdpTarget(int address, int port, boolean only) {}

    LogConfig withoutProcessor() {
        return new LogConfig(
                size,
                oldFiles,
                leastOldFiles,
                ageSeconds,
                "",
                target,
                prefix,
                selection,
                compress,
                totalSize,
                drops,
                json,
                toStdout,
                options);
    }

    boolean processes() {
        return !processor.isEmpty() || compress;
    }
}
