package dev.jrunit.runsv;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Posix;
import dev.jrunit.svlogd.HostedLoggers;

/**
 * What all supervisions of a process share.
 *
 * @param posix the operating system
 * @param loop the one loop
 * @param children starts and reaps
 * @param loggers serves the loggers that are no processes
 * @param newSessions whether each process that is started leads a session and process group of its own
 */
public record Hosting(Posix posix, EventLoop loop, Children children, HostedLoggers loggers, boolean newSessions) {}
