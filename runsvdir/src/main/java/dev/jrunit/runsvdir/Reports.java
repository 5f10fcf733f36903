package dev.jrunit.runsvdir;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.PosixException;
import java.util.function.Consumer;

/**
 * What runsvdir and the runsv in it say on standard error, each message one line that names its subject, whatever
 * bytes a directory has in its name. Thread: the loop's.
 */
final class Reports {
    private final Consumer<String> stderr;
    private final String scanPath;

    Reports(Consumer<String> stderr, String scanPath) {
        this.stderr = stderr;
        this.scanPath = scanPath;
    }

    void warn(String message) {
        stderr.accept("runsvdir " + scanPath + ": warning: " + ByteStrings.printable(message) + "\n");
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
        stderr.accept(ByteStrings.printable("runsv " + name + ": " + message) + "\n");
    }
}
