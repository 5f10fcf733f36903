/**
 * svlogd(8): writes what a service says to rotated logs. A {@link dev.jrunit.svlogd.LogDaemon} serves one input and its
 * log directories; it runs alone under {@link dev.jrunit.svlogd.Main}, and in numbers under {@link
 * dev.jrunit.svlogd.HostedLoggers} for services whose logger is no process.
 *
 * <p>{@link dev.jrunit.svlogd.Log} turns bytes into lines of one log; {@link dev.jrunit.svlogd.LogDirectory} owns its
 * files. Both work in steps that can be tried again: what cannot be done now (no space, a processor that still runs)
 * leaves the log blocked, with everything kept, until it can.
 */
package dev.jrunit.svlogd;
