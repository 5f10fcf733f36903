package dev.jrunit.posix.jnr;

/** The few numbers and layouts in which Linux differs between processors depend on this alone. */
final class Architecture {
    private Architecture() {}

    static boolean isArm64() {
        return "aarch64".equals(System.getProperty("os.arch"));
    }

    /** The kernel packs epoll_event on x86-64 only. */
    static boolean packsEpollEvent() {
        return "amd64".equals(System.getProperty("os.arch"));
    }
}
