package dev.jrunit.posix;

/**
 * Flags of {@link Files#open}, in our own bits because some numbers differ between processors. Every descriptor is
 * opened close-on-exec as well.
 */
public final class Open {
    public static final int READ = 0;
    public static final int WRITE = 1;
    public static final int READ_WRITE = 1 << 1;
    public static final int CREATE = 1 << 2;
    public static final int TRUNCATE = 1 << 3;
    public static final int APPEND = 1 << 4;
    public static final int NON_BLOCKING = 1 << 5;
    public static final int DIRECTORY = 1 << 6;
    /** Only a handle for other calls' directory argument, which needs no read permission. */
    public static final int HANDLE = 1 << 7;

    public static final int NO_FOLLOW = 1 << 8;
    public static final int EXCLUSIVE = 1 << 9;

    private Open() {}
}
