package dev.jrunit.upgrade;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * What a process leaves to the program that it is going to execute: lines of words, and the descriptors that they name.
 * Thread: the loop's.
 */
public final class HandoverWriter {
    /** The version of what is written; the first word of all. */
    static final String VERSION = "1";

    /** Numbers below this one are a shell's to use for itself. */
    private static final int LEAST_DESCRIPTOR = 16;

    private final Posix posix;
    private final StringBuilder lines = new StringBuilder();
    private final List<Integer> kept = new ArrayList<>();
    private final List<Integer> copies = new ArrayList<>();

    HandoverWriter(Posix posix) {
        this.posix = posix;
    }

    /**
     * The program gets this descriptor.
     *
     * @param descriptor one of this process, or a negative number, which stands for none
     * @return the number that it has there
     */
    public int keep(int descriptor) throws PosixException {
        if (descriptor < 0) {
            return descriptor;
        }
        int number = descriptor;
        if (number < LEAST_DESCRIPTOR) {
            number = posix.descriptors().copy(descriptor, LEAST_DESCRIPTOR);
            copies.add(number);
        }
        kept.add(number);
        posix.self().keepOpen(number);
        return number;
    }

    /** Adds a line; {@link #word} makes a word of what may hold anything. */
    public void line(String line) {
        lines.append(line).append('\n');
    }

    /** A byte string without blanks and newlines in it, and not empty; {@link HandoverReader#text} gives it back. */
    public static String word(String bytes) {
        StringBuilder word = new StringBuilder(bytes.length() + 1).append('=');
        for (int i = 0; i < bytes.length(); i++) {
            char c = bytes.charAt(i);
            if (c <= ' ' || c == '%') {
                word.append('%').append((char) ('a' + (c >> 4))).append((char) ('a' + (c & 15)));
            } else {
                word.append(c);
            }
        }
        return word.toString();
    }

    /** Writes all of it, and returns the number of the descriptor to read it from. */
    int write() throws PosixException {
        StringBuilder head = new StringBuilder(VERSION);
        for (int descriptor : kept) {
            head.append(' ').append(descriptor);
        }
        return keepFile(ByteStrings.bytes(head.append('\n').append(lines).toString()));
    }

    /**
     * Writes the environment as the launcher does: base64 of entries that each end with a zero byte.
     *
     * @return the number of the descriptor to read it from, which whoever reads it closes
     */
    int writeEnvironment(List<String> entries) throws PosixException {
        StringBuilder text = new StringBuilder();
        for (String entry : entries) {
            text.append(entry).append('\0');
        }
        return keepFile(Base64.getEncoder().encode(ByteStrings.bytes(text.toString())));
    }

    private int keepFile(byte[] bytes) throws PosixException {
        int file = posix.descriptors().memoryFile();
        copies.add(file);
        int start = 0;
        while (start < bytes.length) {
            start += posix.descriptors().write(file, bytes, start, Math.min(bytes.length - start, 64 * 1024));
        }
        posix.descriptors().seek(file, 0);
        return keep(file);
    }

    /** The program is not executed after all. */
    void takeBack() {
        for (int descriptor : kept) {
            try {
                posix.self().closeOnExec(descriptor);
            } catch (PosixException e) {
                // Programs that are started as children get no descriptors anyway.
            }
        }
        for (int copy : copies) {
            posix.descriptors().close(copy);
        }
    }
}
