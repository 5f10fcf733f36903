package dev.jrunit.posix;

/**
 * One group of accounts.
 *
 * @param name its name, a byte string
 * @param gid its number, as 32 bits without a sign
 */
public record Group(String name, int gid) {}
