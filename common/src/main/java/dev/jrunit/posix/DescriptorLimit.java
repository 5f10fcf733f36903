package dev.jrunit.posix;

/**
 * How many descriptors a process may open.
 *
 * @param soft the limit in force; -1 (all bits set) for none
 * @param hard what the soft one can be raised to
 */
public record DescriptorLimit(long soft, long hard) {}
