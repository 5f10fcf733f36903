/**
 * runsvdir(8): keeps a runsv for every service directory in the scan directory. {@link
 * dev.jrunit.runsvdir.ScanDirectory} sees what is there, {@link dev.jrunit.runsvdir.Services} decides what is to run,
 * and a {@link dev.jrunit.runsvdir.ServiceHost} runs it: in this process, or as a process of its own.
 */
package dev.jrunit.runsvdir;
