package dev.jrunit.runsvdir;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.PosixException;

/** What runsvdir and the runsv in it say on standard error, each message one line that names its subject. */
record Reports(Output stderr, String scanPath) {
    void warn(String message) {
        stderr.print("runsvdir " + scanPath + ": warning: " + message + "\n");
    }

    void warn(String message, PosixException cause) {
        warn(message + ": " + cause.errno().words());
    }

    /**
     * Something the runsv of a service has to say.
     *
     * @param message from the severity on, such as {@code fatal: unable to start ./run: access denied}
     */
    void ofService(String name, String message) {
        stderr.print("runsv " + name + ": " + message + "\n");
    }
}
