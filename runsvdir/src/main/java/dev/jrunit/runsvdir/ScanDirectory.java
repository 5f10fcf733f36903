package dev.jrunit.runsvdir;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.DirectoryChange;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.FileId;
import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.Tai64N;
import java.util.HashSet;
import java.util.Set;

/**
 * Sees which services the scan directory has: at once where changes are reported, and by looking again every few
 * seconds where they are not or were lost. The scan directory may be replaced, or its symbolic link switched, at any
 * time. Thread: the loop's.
 */
final class ScanDirectory {
    private static final long LOOK_AGAIN_NANOS = 5_000_000_000L;
    private static final long LOOK_AGAIN_UNWATCHED_NANOS = 1_000_000_000L;
    /** A directory changed twice within the clock's step would look unchanged. */
    private static final long SETTLED_SECONDS = 2;

    private final EventLoop loop;
    private final Files files;
    private final Reports reports;
    private final Services services;
    private final String path;
    private final ScanPathWatches watches;
    private final Newcomers newcomers;
    private final Timer lookAgain;
    private boolean scanIsDue;
    /** Whether what is found new is complete, however young it is. */
    private boolean newIsComplete = true;

    private boolean missing;
    private FileStat scanned;
    private boolean scannedIsSettled;

    ScanDirectory(Posix posix, EventLoop loop, Services services, Reports reports, String path) {
        this.loop = loop;
        this.files = posix.files();
        this.reports = reports;
        this.services = services;
        this.path = path;
        this.lookAgain = loop.timer(this::lookAgain);
        DirectoryWatches directoryWatches = openWatches(posix);
        this.watches = directoryWatches == null
                ? null
                : new ScanPathWatches(files, directoryWatches, path, this::changed, this::pathChanged);
        this.newcomers = directoryWatches == null ? null : new Newcomers(loop, files, directoryWatches, this::examine);
    }

    private DirectoryWatches openWatches(Posix posix) {
        try {
            return new DirectoryWatches(posix.polling(), loop, this::scanSoon, this::scanIfDue);
        } catch (PosixException e) {
            reports.warn("changes cannot be watched, looking every second", e);
            return null;
        }
    }

    /** Looks for the first time, and from then on. */
    void begin() {
        lookAgain();
    }

    /** Looks no more. */
    void end() {
        loop.clear(lookAgain);
        if (watches != null) {
            watches.clear();
            newcomers.clear();
        }
    }

    private void lookAgain() {
        boolean watched = watches != null && watches.bind();
        scanIfChanged();
        loop.set(lookAgain, loop.nanos() + (watched ? LOOK_AGAIN_NANOS : LOOK_AGAIN_UNWATCHED_NANOS));
    }

    /** A switched link or a renamed directory leads to complete services; a directory just made is being filled. */
    private void pathChanged(DirectoryChange change) {
        watches.bind();
        newIsComplete = change.kind() == DirectoryChange.Kind.MOVED_IN || isLink(path);
        scanIsDue = true;
    }

    private boolean isLink(String name) {
        try {
            FileStat found = files.statLink(Files.HERE, name);
            return found != null && found.kind() == FileStat.Kind.LINK;
        } catch (PosixException e) {
            return false;
        }
    }

    private void scanSoon() {
        scanIsDue = true;
    }

    private void changed(DirectoryChange change, String directory) {
        switch (change.kind()) {
            case CREATED -> arrived(change.name());
            case MOVED_IN -> {
                newcomers.left(change.name());
                examine(change.name());
            }
            case GONE, DIRECTORY_GONE -> {
                newcomers.left(change.name());
                scanIsDue = true;
            }
            case MODIFIED, OVERFLOW -> scanIsDue = true;
        }
    }

    private void scanIfDue() {
        if (scanIsDue) {
            scanIsDue = false;
            scan();
        }
    }

    private void arrived(String name) {
        if (isLink(path + "/" + name)) {
            examine(name);
        } else if (!name.startsWith(".")) {
            newcomers.arrived(name, path + "/" + name);
        }
    }

    /** Starts the service of that name, if there is one. */
    private void examine(String name) {
        if (name.startsWith(".")) {
            return;
        }
        try {
            FileStat found = files.stat(Files.HERE, path + "/" + name);
            if (found != null && found.isDirectory()) {
                scanIsDue |= services.isNamed(name) && !services.isKnown(found.id());
                services.found(name, found.id());
            }
        } catch (PosixException e) {
            reports.warn("unable to stat " + name, e);
        }
    }

    private void scanIfChanged() {
        try {
            FileStat now = files.stat(Files.HERE, path);
            boolean same = now != null
                    && scanned != null
                    && scannedIsSettled
                    && now.id().equals(scanned.id())
                    && now.modifiedSeconds() == scanned.modifiedSeconds()
                    && now.modifiedNanos() == scanned.modifiedNanos();
            if (!same) {
                scan();
            }
        } catch (PosixException e) {
            scan();
        }
    }

    /** Looks at everything. A directory that cannot be read says nothing: all services stay as they are. */
    private void scan() {
        Set<FileId> seen = new HashSet<>();
        Set<String> unsure = new HashSet<>();
        try {
            scanned = files.stat(Files.HERE, path);
            scannedIsSettled =
                    scanned != null && Tai64N.now().unixSeconds() - scanned.modifiedSeconds() > SETTLED_SECONDS;
            if (scanned == null) {
                throw new PosixException("stat", path, Errno.ENOENT);
            }
            for (String name : files.list(Files.HERE, path)) {
                look(name, seen, unsure);
            }
            missing = false;
            newIsComplete = false;
        } catch (PosixException e) {
            scanned = null;
            if (!missing) {
                reports.warn("unable to " + e.operation() + " " + path, e);
            }
            missing = true;
            return;
        }
        services.retain(seen, unsure);
    }

    private void look(String name, Set<FileId> seen, Set<String> unsure) {
        if (name.startsWith(".")) {
            return;
        }
        try {
            FileStat found = files.stat(Files.HERE, path + "/" + name);
            if (found == null || !found.isDirectory()) {
                return;
            }
            seen.add(found.id());
            if (!services.isKnown(found.id()) && mayBeIncomplete(found)) {
                waitFor(name);
            } else {
                services.found(name, found.id());
            }
        } catch (PosixException e) {
            reports.warn("unable to stat " + name, e);
            unsure.add(name);
        }
    }

    private boolean mayBeIncomplete(FileStat found) {
        long age = Tai64N.now().unixSeconds() - found.modifiedSeconds();
        return !newIsComplete && age >= 0 && age < SETTLED_SECONDS;
    }

    private void waitFor(String name) {
        if (newcomers != null) {
            arrived(name);
        } else {
            scannedIsSettled = false; // look again in a second
        }
    }
}
