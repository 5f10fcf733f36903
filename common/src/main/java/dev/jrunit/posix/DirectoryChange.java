package dev.jrunit.posix;

/**
 * One entry of a queue of directory changes.
 *
 * @param watch the watch's number; -1 for {@link Kind#OVERFLOW}
 * @param kind what happened
 * @param name the name in the directory, a byte string; empty if it is about the directory itself
 */
public record DirectoryChange(int watch, Kind kind, String name) {
    /** What happened. */
    public enum Kind {
        /** A name was made: a directory by mkdir may still be filled. */
        CREATED,
        /** A complete file or directory was moved in. */
        MOVED_IN,
        /** A name was removed or moved out. */
        GONE,
        /** A file's content or mode changed. */
        MODIFIED,
        /** The watched directory itself was removed, moved or unmounted; or the watch was removed. */
        DIRECTORY_GONE,
        /** Changes were lost: look at everything again. */
        OVERFLOW
    }
}
