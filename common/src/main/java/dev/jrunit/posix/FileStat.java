package dev.jrunit.posix;

/**
 * What {@code stat} tells of a file.
 *
 * @param id the file's identity
 * @param kind what it is
 * @param permissions the low twelve bits of its mode
 * @param ownerUid its owner
 * @param links how many names it has
 * @param size its length in bytes
 * @param modifiedSeconds seconds since 1970 of its last modification
 * @param modifiedNanos and the nanoseconds on top
 */
public record FileStat(
        FileId id,
        Kind kind,
        int permissions,
        int ownerUid,
        int links,
        long size,
        long modifiedSeconds,
        int modifiedNanos) {
    /** What a file is. */
    public enum Kind {
        FILE,
        DIRECTORY,
        LINK,
        FIFO,
        SOCKET,
        DEVICE
    }

    public boolean isDirectory() {
        return kind == Kind.DIRECTORY;
    }

    /** Whether the owner's execute bit is set, which is what runit asks of a control script. */
    public boolean isOwnerExecutable() {
        return (permissions & 0100) != 0;
    }
}
