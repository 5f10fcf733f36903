package dev.jrunit.posix;

/**
 * A child that ended.
 *
 * @param pid its process id, now free for reuse
 * @param status how it ended
 */
public record ChildExit(int pid, WaitStatus status) {}
