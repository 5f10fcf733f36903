package dev.jrunit.svlogd;

import dev.jrunit.loop.MonotonicClock;
import dev.jrunit.posix.Posix;
import dev.jrunit.protocol.Tai64N;
import java.util.function.Supplier;

/**
 * What a logger needs from outside.
 *
 * @param posix the operating system, for the logger's thread
 * @param clock for deadlines
 * @param wallClock for stamps and names
 * @param processors starts processors
 * @param background takes what a disk may take long for
 * @param stderr where lines go that a config selects for standard error
 * @param stdout where lines go with the config line {@code 1}
 * @param scratch where a log formats its lines before it writes them
 * @param stamps the times in front of lines
 * @param isRoot whether this process may write where others may not
 */
record Surroundings(
        Posix posix,
        MonotonicClock clock,
        Supplier<Tai64N> wallClock,
        ProcessorHost processors,
        Background background,
        LineOutput stderr,
        LineOutput stdout,
        Bytes scratch,
        Stamps stamps,
        boolean isRoot) {
    /** The same with another standard output. */
    Surroundings withStdout(LineOutput other) {
        return new Surroundings(
                posix, clock, wallClock, processors, background, stderr, other, scratch, stamps, isRoot);
    }
}
