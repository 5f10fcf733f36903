package dev.jrunit.posix.jnr;

import com.kenai.jffi.DirectCalls;
import dev.jrunit.posix.Posix;

/** The way in: {@link Posix} on the Linux this process runs on. */
public final class LinuxPosix {
    private static final String LIBRARY_PATH_PROPERTY = "jffi.boot.library.path";
    private static final String LIBRARY = "libjffi-1.2.so";

    private LinuxPosix() {}

    /**
     * Opens the binding, for one thread at a time; another thread opens another. jffi's library is taken from the folder in the property {@code jffi.boot.library.path}; without
     * it, or where {@link DirectCalls} does not fit the jffi found, jffi's public interface is used, which is slower to
     * start and does the same.
     */
    public static Posix open() {
        NativeCalls calls = calls();
        LinuxFiles files = new LinuxFiles(calls);
        LinuxDescriptors descriptors = new LinuxDescriptors(calls);
        return new Posix(
                files,
                descriptors,
                new LinuxProcesses(calls),
                new LinuxOtherProcesses(calls, files, descriptors),
                new LinuxPolling(calls),
                new LinuxOwnProcess(calls, files),
                new LinuxAccounts(calls),
                new LinuxInitProcess(calls));
    }

    /** The same for another thread of this process; what is about processes is {@code first}'s, and its thread's. */
    public static Posix openAnother(Posix first) {
        NativeCalls calls = calls();
        return new Posix(
                new LinuxFiles(calls),
                new LinuxDescriptors(calls),
                first.processes(),
                first.others(),
                new LinuxPolling(calls),
                first.self(),
                first.accounts(),
                first.init());
    }

    private static NativeCalls calls() {
        String folder = System.getProperty(LIBRARY_PATH_PROPERTY);
        NativeCalls direct = folder == null ? null : DirectCalls.open(folder + "/" + LIBRARY);
        return direct != null ? direct : new InvokerCalls();
    }
}
