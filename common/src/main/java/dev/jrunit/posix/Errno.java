package dev.jrunit.posix;

/**
 * An error number of Linux (the numbers are the same on x86-64 and aarch64).
 *
 * @param number the number, greater than 0
 */
public record Errno(int number) {
    public static final Errno EPERM = new Errno(1);
    public static final Errno ENOENT = new Errno(2);
    public static final Errno ESRCH = new Errno(3);
    public static final Errno EINTR = new Errno(4);
    public static final Errno EIO = new Errno(5);
    public static final Errno ENXIO = new Errno(6);
    public static final Errno E2BIG = new Errno(7);
    public static final Errno ENOEXEC = new Errno(8);
    public static final Errno EBADF = new Errno(9);
    public static final Errno ECHILD = new Errno(10);
    public static final Errno EAGAIN = new Errno(11);
    public static final Errno ENOMEM = new Errno(12);
    public static final Errno EACCES = new Errno(13);
    public static final Errno EEXIST = new Errno(17);
    public static final Errno ENOTDIR = new Errno(20);
    public static final Errno EISDIR = new Errno(21);
    public static final Errno EINVAL = new Errno(22);
    public static final Errno ENFILE = new Errno(23);
    public static final Errno EMFILE = new Errno(24);
    public static final Errno ETXTBSY = new Errno(26);
    public static final Errno EFBIG = new Errno(27);
    public static final Errno ENOSPC = new Errno(28);
    public static final Errno EROFS = new Errno(30);
    public static final Errno EMLINK = new Errno(31);
    public static final Errno EPIPE = new Errno(32);
    public static final Errno ENAMETOOLONG = new Errno(36);
    public static final Errno ENOSYS = new Errno(38);
    public static final Errno ENOTEMPTY = new Errno(39);
    public static final Errno ELOOP = new Errno(40);
    public static final Errno EDQUOT = new Errno(122);

    /**
     * The words that runit's tools print for this error, such as {@code file does not exist}; third-party programs read
     * some of them.
     */
    public String words() {
        return switch (number) {
            case 1 -> "permission denied";
            case 2 -> "file does not exist";
            case 3 -> "no such process";
            case 4 -> "interrupted system call";
            case 5 -> "input/output error";
            case 6 -> "device not configured";
            case 7 -> "argument list too long";
            case 8 -> "exec format error";
            case 9 -> "file descriptor not open";
            case 10 -> "no child processes";
            case 11 -> "temporary failure";
            case 12 -> "out of memory";
            case 13 -> "access denied";
            case 17 -> "file already exists";
            case 20 -> "not a directory";
            case 21 -> "is a directory";
            case 22 -> "invalid argument";
            case 23 -> "system cannot open more files";
            case 24 -> "process cannot open more files";
            case 26 -> "text busy";
            case 27 -> "file too big";
            case 28 -> "out of disk space";
            case 30 -> "read-only file system";
            case 31 -> "too many links";
            case 32 -> "broken pipe";
            case 36 -> "file name too long";
            case 38 -> "system call not available";
            case 39 -> "directory not empty";
            case 40 -> "symbolic link loop";
            case 116 -> "stale file handle";
            case 122 -> "disk quota exceeded";
            default -> "error " + number;
        };
    }
}
