/**
 * sv(8): reports on services and controls them.
 *
 * <p>What to send ({@link dev.jrunit.sv.Action}), what to wait for ({@link dev.jrunit.sv.Goal}) and what to print
 * ({@link dev.jrunit.sv.StatusLine}) are decided by pure code from a {@link dev.jrunit.protocol.ServiceStatus}; the rest
 * carries it out. The only tie to runsv is the files below {@code supervise/}, so any runsv will do.
 */
package dev.jrunit.sv;
