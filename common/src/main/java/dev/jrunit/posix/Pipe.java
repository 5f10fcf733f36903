package dev.jrunit.posix;

/**
 * The two ends of a kernel pipe, both close-on-exec and blocking.
 *
 * @param reader the descriptor to read from
 * @param writer the descriptor to write to
 */
public record Pipe(int reader, int writer) {}
