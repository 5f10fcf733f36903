/**
 * The binding of {@link dev.jrunit.posix} to Linux: the only package that knows jnr. Calls go through jffi, the native
 * half of jnr, with 64-bit integer and pointer arguments.
 */
package dev.jrunit.posix.jnr;
