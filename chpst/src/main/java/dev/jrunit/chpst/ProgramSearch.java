package dev.jrunit.chpst;

import dev.jrunit.posix.Errno;
import java.util.ArrayList;
import java.util.List;

/** Where a program may be, and which failure to find it counts. Pure. Source: execve(2). */
final class ProgramSearch {
    private static final String DEFAULT_PATH = "/bin:/usr/bin";

    private ProgramSearch() {}

    /**
     * The files to try, in order.
     *
     * @param program the word that names it
     * @param path the caller's PATH, colons between folders; null if there is none
     */
    static List<String> files(String program, String path) {
        List<String> files = new ArrayList<>();
        if (program.indexOf('/') >= 0) {
            files.add(program);
            return files;
        }
        String folders = path == null ? DEFAULT_PATH : path;
        int start = 0;
        while (start <= folders.length()) {
            int colon = folders.indexOf(':', start);
            int end = colon < 0 ? folders.length() : colon;
            files.add((end == start ? "." : folders.substring(start, end)) + "/" + program);
            start = end + 1;
        }
        return files;
    }

    /** Whether the program may be in another folder, when it could not be executed in this one because of that. */
    static boolean goesOnAfter(Errno reason) {
        return isMissing(reason) || isForbidden(reason);
    }

    /** The reason to be told, when {@code latest} comes after {@code earlier}, which is null at first. */
    static Errno worse(Errno earlier, Errno latest) {
        return earlier == null || !isMissing(latest) ? latest : earlier;
    }

    private static boolean isMissing(Errno reason) {
        return reason.number() == Errno.ENOENT.number();
    }

    private static boolean isForbidden(Errno reason) {
        return reason.number() == Errno.EACCES.number()
                || reason.number() == Errno.EPERM.number()
                || reason.number() == Errno.EISDIR.number();
    }
}
