package dev.jrunit.init;

import dev.jrunit.svlogd.LineStyle;
import java.util.List;

/**
 * How a container is to be run.
 *
 * @param etc the folder of everything that it reads, {@code /etc} as a rule; a byte string
 * @param mainCommand the main command and its arguments, byte strings; empty for none
 * @param skipStartupFiles whether {@code my_init.d} and {@code rc.local} are left out
 * @param skipServices whether no services are started
 * @param quiet whether nothing is said but errors
 * @param killAll whether what is left in the end is killed
 * @param stopLimitNanos how long the main command, all services together, and each script of the end may take to end
 * @param killAllLimitNanos how long what is left may take to end after TERM
 * @param outputStyle how the output of services without a logger comes out
 */
record Settings(
        String etc,
        List<String> mainCommand,
        boolean skipStartupFiles,
        boolean skipServices,
        boolean quiet,
        boolean killAll,
        long stopLimitNanos,
        long killAllLimitNanos,
        LineStyle outputStyle) {
    /** The service directory. */
    String serviceDirectory() {
        return etc + "/service";
    }
}
