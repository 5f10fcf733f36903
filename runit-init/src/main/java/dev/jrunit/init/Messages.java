package dev.jrunit.init;

import dev.jrunit.posix.ByteStrings;
import java.util.function.Consumer;

/** What runit-init says on standard error, a line each. Thread: the loop's. */
final class Messages {
    private final Consumer<String> stderr;
    private final boolean quiet;

    Messages(Consumer<String> stderr, boolean quiet) {
        this.stderr = stderr;
        this.quiet = quiet;
    }

    /** Where all of them go. */
    Consumer<String> stderr() {
        return stderr;
    }

    /** Something that goes as it should. */
    void info(String message) {
        if (!quiet) {
            print("info", message);
        }
    }

    /** Something that was left out. */
    void warning(String message) {
        print("warning", message);
    }

    /** Something that went wrong. */
    void error(String message) {
        print("error", message);
    }

    /** Why this process ends. */
    void fatal(String message) {
        print("fatal", message);
    }

    private void print(String severity, String message) {
        stderr.accept("runit-init: " + severity + ": " + ByteStrings.printable(message) + "\n");
    }
}
