package dev.jrunit.posix;

/**
 * The accounts and groups that the C library knows, from whatever sources the system has configured. Thread: one at a
 * time. Source: getpwnam(3), getgrnam(3).
 */
public interface Accounts {
    /** The account of that name; null if there is none. */
    Account account(String name) throws PosixException;

    /** The account of that number; null if there is none. */
    Account account(int uid) throws PosixException;

    /** The group of that name; null if there is none. */
    Group group(String name) throws PosixException;
}
