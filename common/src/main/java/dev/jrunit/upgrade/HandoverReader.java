package dev.jrunit.upgrade;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What this process left to itself before it executed this program. Thread: the loop's, or before it runs.
 */
public final class HandoverReader {
    private static final int BLOCK = 64 * 1024;

    private final Posix posix;
    private final List<List<String>> lines = new ArrayList<>();
    /** Open, and named by no line that was read yet. */
    private final Set<Integer> unclaimed = new HashSet<>();

    private int next;

    private HandoverReader(Posix posix) {
        this.posix = posix;
    }

    /** Reads everything from a descriptor, which is closed; null if it is of another version or none. */
    static HandoverReader read(Posix posix, int descriptor) throws PosixException {
        String text;
        try {
            text = readAll(posix.descriptors(), descriptor);
        } finally {
            posix.descriptors().close(descriptor);
        }
        HandoverReader reader = new HandoverReader(posix);
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            reader.lines.add(words(text.substring(start, end)));
            start = end + 1;
        }
        return reader.takeHead() ? reader : null;
    }

    private static String readAll(Descriptors descriptors, int file) throws PosixException {
        StringBuilder text = new StringBuilder();
        byte[] block = new byte[BLOCK];
        int count = descriptors.read(file, block, 0, BLOCK);
        while (count > 0) {
            text.append(ByteStrings.of(block, 0, count));
            count = descriptors.read(file, block, 0, BLOCK);
        }
        return text.toString();
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        int start = 0;
        for (int end = line.indexOf(' '); end >= 0; end = line.indexOf(' ', start)) {
            words.add(line.substring(start, end));
            start = end + 1;
        }
        words.add(line.substring(start));
        return words;
    }

    private boolean takeHead() throws PosixException {
        if (lines.isEmpty() || !lines.get(0).get(0).equals(HandoverWriter.VERSION)) {
            return false;
        }
        List<String> head = lines.get(0);
        for (int i = 1; i < head.size(); i++) {
            int descriptor = Integer.parseInt(head.get(i));
            posix.self().closeOnExec(descriptor);
            unclaimed.add(descriptor);
        }
        next = 1;
        return true;
    }

    /** Whether the next line begins with {@code kind}. */
    public boolean begins(String kind) {
        return next < lines.size() && lines.get(next).get(0).equals(kind);
    }

    /** The words of the next line if it begins with {@code kind}; null if there is none such. */
    public List<String> next(String kind) {
        return begins(kind) ? lines.get(next++) : null;
    }

    /** What {@link HandoverWriter#word} made a word of. */
    public static String text(String word) {
        StringBuilder text = new StringBuilder(word.length());
        for (int i = 1; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '%') {
                text.append((char) ((word.charAt(i + 1) - 'a') << 4 | (word.charAt(i + 2) - 'a')));
                i += 2;
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }

    /** A descriptor that a line names; it is the caller's from now on. */
    public int claim(String number) {
        int descriptor = Integer.parseInt(number);
        unclaimed.remove(descriptor);
        return descriptor;
    }

    /** Closes what nobody has claimed. */
    public void close() {
        for (int descriptor : unclaimed) {
            posix.descriptors().close(descriptor);
        }
        unclaimed.clear();
    }
}
