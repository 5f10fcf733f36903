package dev.jrunit.posix;

/** What the kernel limits for each process, with its numbers (the same on x86-64 and aarch64). Source: setrlimit(2). */
public enum Resource {
    DATA(2),
    STACK(3),
    LOCKED_MEMORY(8),
    ADDRESS_SPACE(9),
    OPEN_FILES(7),
    PROCESSES(6),
    FILE_SIZE(1),
    CORE_SIZE(4),
    RESIDENT_SET(5),
    CPU_SECONDS(0);

    private final int number;

    Resource(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }
}
