package dev.jrunit.posix;

/**
 * One account of the system.
 *
 * @param name its name, a byte string
 * @param uid its number, as 32 bits without a sign
 * @param gid the number of its group
 * @param home its home directory, a byte string
 * @param shell its login shell, a byte string
 */
public record Account(String name, int uid, int gid, String home, String shell) {}
