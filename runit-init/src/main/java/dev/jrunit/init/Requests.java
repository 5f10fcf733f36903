package dev.jrunit.init;

import dev.jrunit.posix.FileStat;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;

/**
 * The two files by which the first process of a machine is told to stop, and to start again afterwards: each says so by
 * being executable by its owner. They are {@code /etc/runit/stopit} and {@code reboot}, where there is one of that name,
 * and else {@code /run/runit.stopit} and {@code runit.reboot}. Source: runit(8), runit-init(8).
 */
final class Requests {
    /** Stop the machine. */
    static final String STOP = "stopit";
    /** Start it again. */
    static final String RESTART = "reboot";

    private static final int EXECUTABLE = 0100;

    private final Posix posix;
    private final String etc;

    Requests(Posix posix, String etc) {
        this.posix = posix;
        this.etc = etc;
    }

    private String path(String request) throws PosixException {
        String path = etc + "/runit/" + request;
        return posix.files().statLink(Files.HERE, path) == null ? "/run/runit." + request : path;
    }

    /** Whether that is asked for. */
    boolean isOn(String request) {
        try {
            FileStat found = posix.files().stat(Files.HERE, path(request));
            return found != null && found.isOwnerExecutable();
        } catch (PosixException e) {
            return false;
        }
    }

    /** Asks for it, or takes it back. */
    void set(String request, boolean on) throws PosixException {
        String path = path(request);
        if (!on && posix.files().stat(Files.HERE, path) == null) {
            return;
        }
        int file = posix.files().open(Files.HERE, path, Open.READ | Open.CREATE | Open.NON_BLOCKING, EXECUTABLE);
        try {
            posix.files().chmod(file, on ? EXECUTABLE : 0);
        } finally {
            posix.descriptors().close(file);
        }
    }
}
