/**
 * The operating system as this suite sees it: four small interfaces in our own types, and the values they exchange.
 *
 * <p>Every path, argument and environment entry is a <em>byte string</em>: a {@link java.lang.String} in which each
 * character stands for one byte (0 to 255, ISO-8859-1). File names that are no UTF-8 survive under every locale that
 * way. See {@link dev.jrunit.posix.ByteStrings} for the edges where real text comes in.
 *
 * <p>Calls that cannot succeed throw {@link dev.jrunit.posix.PosixException}; an interrupted call is repeated inside
 * the binding; "would block", "no such file" and "no such process" are values where a caller expects them.
 */
package dev.jrunit.posix;
