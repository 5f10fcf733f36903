package dev.jrunit.posix.fake;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import java.util.ArrayList;
import java.util.List;

/**
 * Failures to order. Operations have the names that {@link PosixException} carries ({@code open}, {@code mkdir},
 * {@code readdir}, {@code epoll_ctl} and so on), paths are absolute. Thread: the test's.
 */
public final class Faults {
    private record Rule(String operation, String path, Errno errno, boolean once) {}

    private final List<Rule> rules = new ArrayList<>();
    private int mostWritten = Integer.MAX_VALUE;
    private long calls;
    private long failingCall = -1;
    private Errno failingErrno;
    private String failed;
    private String lastCall;

    /** The process under test is killed right after a call that succeeded. */
    public static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** From now on {@code operation} on {@code path} fails, until {@link #heal}. */
    public void always(String operation, String path, Errno errno) {
        rules.add(new Rule(operation, path, errno, false));
    }

    /** The next {@code operation} on {@code path} fails. */
    public void once(String operation, String path, Errno errno) {
        rules.add(new Rule(operation, path, errno, true));
    }

    /** The process is killed once {@code operation} on {@code path} has been done. */
    public void killAfter(String operation, String path) {
        lastCall = operation + " " + path;
    }

    void done(String operation, String path) {
        if ((operation + " " + path).equals(lastCall)) {
            lastCall = null;
            throw new Killed();
        }
    }

    /** From now on a write takes at most so many bytes, until {@link #heal}. */
    public void writesTakeAtMost(int bytes) {
        mostWritten = bytes;
    }

    int mostWritten(int wanted) {
        return Math.min(wanted, mostWritten);
    }

    /** Takes all orders back. */
    public void heal() {
        rules.clear();
        mostWritten = Integer.MAX_VALUE;
        failingCall = -1;
    }

    /** The call that comes after {@code skipped} others, of whatever kind, fails; only calls that can fail count. */
    public void callAfter(long skipped, Errno errno) {
        failingCall = calls + skipped;
        failingErrno = errno;
        failed = null;
    }

    /** What {@link #callAfter} made fail, such as {@code open /service/web/supervise/lock}; null before it did. */
    public String failed() {
        return failed;
    }

    /** How many calls that can fail were made. */
    public long calls() {
        return calls;
    }

    /**
     * Fails if that was ordered.
     *
     * @param absolute the path that orders name
     * @param given the path as the caller wrote it, for the exception
     */
    void check(String operation, String absolute, String given) throws PosixException {
        if (calls++ == failingCall) {
            failed = operation + " " + absolute;
            throw new PosixException(operation, given, failingErrno);
        }
        Rule broken = null;
        for (Rule rule : rules) {
            if (rule.operation.equals(operation) && rule.path.equals(absolute)) {
                broken = rule;
            }
        }
        if (broken != null) {
            if (broken.once) {
                rules.remove(broken);
            }
            throw new PosixException(operation, given, broken.errno);
        }
    }
}
