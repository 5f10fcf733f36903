/** utmpset(8): notes the end of a login on a terminal line in utmp and wtmp. */
package dev.jrunit.utmpset;
