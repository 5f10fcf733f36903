package dev.jrunit.posix;

/**
 * The identity of a file, whatever its names are.
 *
 * @param device the device's number
 * @param inode the file's number on it
 */
public record FileId(long device, long inode) {
    // Written out: those that a record gets by itself are made of method handles when they are first called, which
    // costs runsvdir twenty milliseconds of its start and seven megabytes.
    @Override
    public boolean equals(Object other) {
        return other instanceof FileId that && that.device == device && that.inode == inode;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(31 * device + inode);
    }
}
