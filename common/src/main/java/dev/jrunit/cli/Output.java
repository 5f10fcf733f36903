package dev.jrunit.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/**
 * Standard output or standard error for byte strings: each message is one write, so that messages of several processes
 * do not mix. Thread: any, if the stream takes any.
 */
public final class Output {
    private final OutputStream stream;

    public Output(OutputStream stream) {
        this.stream = stream;
    }

    static Output standard() {
        return new Output(new FileOutputStream(FileDescriptor.out));
    }

    static Output error() {
        return new Output(new FileOutputStream(FileDescriptor.err));
    }

    /** Writes a whole message, its newline included; a failure has nobody to be told to, and is ignored. */
    public void print(String message) {
        try {
            stream.write(message.getBytes(ISO_8859_1));
        } catch (IOException ignored) {
            // As runit's tools do: there is no other place to complain.
        }
    }
}
