package dev.jrunit.posix;

/**
 * A limit of one resource; numbers have no sign, and -1 (all bits set) is no limit.
 *
 * @param soft what is in force
 * @param hard what the soft limit can be raised to
 */
public record ResourceLimit(long soft, long hard) {}
