package dev.jrunit.runsvchdir;

import dev.jrunit.cli.Invocation;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.PosixException;
import java.util.List;

/**
 * Turns the link {@code current} to another directory, and keeps where it led in {@code previous}. At every moment
 * {@code current} leads to the old or the new one. Thread: one. Source: runsvchdir(8), DESCRIPTION.
 */
final class Switch {
    private static final String BASE_VARIABLE = "RUNSVDIR=";
    private static final String DEFAULT_BASE = "/etc/runit/runsvdir";
    private static final String CURRENT = "current";
    private static final String PREVIOUS = "previous";
    private static final int FATAL = 111;

    private final Files files;
    private final String base;
    private final Invocation invocation;
    private int directory;

    /** @param environment entries {@code NAME=value} */
    Switch(Files files, List<String> environment, Invocation invocation) {
        this.files = files;
        this.base = base(environment);
        this.invocation = invocation;
    }

    private static String base(List<String> environment) {
        for (int i = 0; i < environment.size(); i++) {
            if (environment.get(i).startsWith(BASE_VARIABLE)) {
                String value = environment.get(i).substring(BASE_VARIABLE.length());
                return value.isEmpty() ? DEFAULT_BASE : value;
            }
        }
        return DEFAULT_BASE;
    }

    /** Switches to {@code target}; returns the exit code. */
    int to(String target) {
        if (target.startsWith(".")) {
            return fatal(target, "must not start with a dot.");
        }
        String deed = "unable to chdir: " + base;
        try {
            directory = files.open(Files.HERE, base, Open.HANDLE | Open.DIRECTORY, 0);
            deed = target;
            FileStat found = existing(target);
            if (!found.isDirectory()) {
                return fatal(target, Errno.ENOTDIR.words());
            }
            deed = "unable to stat: " + CURRENT;
            if (existing(CURRENT).id().equals(found.id())) {
                return told(target + ": current.");
            }
            deed = "unable to create: current.new -> " + target;
            link(target, "current.new");
            deed = "unable to copy: current to " + PREVIOUS;
            keepPrevious();
            deed = "unable to move: current.new to " + CURRENT;
            files.rename(directory, "current.new", CURRENT);
            return told(target + ": now current.");
        } catch (PosixException e) {
            return fatal(deed, e.errno().words());
        }
    }

    private FileStat existing(String path) throws PosixException {
        FileStat found = files.stat(directory, path);
        if (found == null) {
            throw new PosixException("stat", path, Errno.ENOENT);
        }
        return found;
    }

    /** Makes a link, in the place of a leftover. */
    private void link(String target, String path) throws PosixException {
        if (files.statLink(directory, path) != null) {
            files.unlink(directory, path);
        }
        files.symlink(directory, target, path);
    }

    private void keepPrevious() throws PosixException {
        String target = files.readLink(directory, CURRENT);
        if (target == null) { // a directory of that name, as it may be at first: it moves away itself
            if (files.statLink(directory, PREVIOUS) != null) {
                files.unlink(directory, PREVIOUS);
            }
            files.rename(directory, CURRENT, PREVIOUS);
            return;
        }
        link(target, "previous.new");
        files.rename(directory, "previous.new", PREVIOUS);
    }

    private int told(String message) {
        invocation.stdout().print(invocation.name() + ": " + message + "\n");
        return 0;
    }

    private int fatal(String about, String reason) {
        invocation.stderr().print(invocation.name() + ": fatal: " + about + ": " + reason + "\n");
        return FATAL;
    }
}
