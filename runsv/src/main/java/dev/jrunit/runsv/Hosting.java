package dev.jrunit.runsv;

import dev.jrunit.loop.Children;
import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Posix;
import dev.jrunit.svlogd.HostedLoggers;
import dev.jrunit.svlogd.LineStyle;
import java.util.List;

/**
 * What all supervisions of a process share.
 *
 * @param posix the operating system
 * @param loop the one loop
 * @param children starts and reaps
 * @param loggers serves the loggers that are no processes
 * @param newSessions whether each process that is started leads a session and process group of its own
 * @param environment what programs get: entries {@code NAME=value}; null for what this process got
 * @param outputStyle how the output of services without a logger comes out
 */
public record Hosting(
        Posix posix,
        EventLoop loop,
        Children children,
        HostedLoggers loggers,
        boolean newSessions,
        List<String> environment,
        LineStyle outputStyle) {
    /** With this process's environment, and output that services write themselves. */
    public Hosting(Posix posix, EventLoop loop, Children children, HostedLoggers loggers, boolean newSessions) {
        this(posix, loop, children, loggers, newSessions, null, LineStyle.RAW);
    }
}
