package dev.jrunit.posix;

/** Makes files in directories that somebody else may write to. */
public final class NewFile {
    private NewFile() {}

    /**
     * Opens a new, empty file for writing; what has its name already goes first. So nothing that was put in its place,
     * a link of either kind to a file that only this process may write, or a FIFO, is written to.
     *
     * @param mode the permissions, before the umask
     * @return the descriptor
     */
    public static int open(Files files, int directory, String path, int mode) throws PosixException {
        int flags = Open.WRITE | Open.CREATE | Open.EXCLUSIVE | Open.NO_FOLLOW | Open.NON_BLOCKING;
        try {
            return files.open(directory, path, flags, mode);
        } catch (PosixException e) {
            if (!e.is(Errno.EEXIST)) {
                throw e;
            }
        }
        files.unlink(directory, path);
        return files.open(directory, path, flags, mode);
    }
}
