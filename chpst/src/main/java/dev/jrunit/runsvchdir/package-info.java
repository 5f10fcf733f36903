/** runsvchdir(8): changes the services directory that runsvdir runs on. */
package dev.jrunit.runsvchdir;
