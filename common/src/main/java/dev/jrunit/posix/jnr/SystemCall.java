package dev.jrunit.posix.jnr;

/**
 * System calls that are made by number: the C library has no function for them, or one that does more. Its
 * {@code setuid} and the like change every thread of the process, each of which would then count as a process of that
 * user, while only the calling thread survives an execve.
 */
enum SystemCall {
    RT_SIGACTION(13, 134),
    RT_SIGPROCMASK(14, 135),
    SETUID(105, 146),
    SETGID(106, 144),
    SETGROUPS(116, 159),
    IOPRIO_SET(251, 30),
    PIDFD_SEND_SIGNAL(424, 424),
    PIDFD_OPEN(434, 434);

    private final int onX86;
    private final int onArm;

    SystemCall(int onX86, int onArm) {
        this.onX86 = onX86;
        this.onArm = onArm;
    }

    int number() {
        return Architecture.isArm64() ? onArm : onX86;
    }
}
