package dev.jrunit.dist;

/** A tool of the distribution: its name, its main class and how its virtual machine is set up. */
enum Tool {
    // Signals keep their default effect on sv (-Xrs): INT ends it as it ends any command. With that the machine would
    // open a socket for debuggers at each start, a file in /tmp that nobody removes.
    SV("sv", "dev.jrunit.sv.Main", Children.RARELY, "-Xmx32m -Xrs -XX:+DisableAttachMechanism"),
    RUNSV("runsv", "dev.jrunit.runsv.Main", Children.ALWAYS, "-Xms6m -Xmn1m -Xmx32m"),
    RUNSVDIR("runsvdir", "dev.jrunit.runsvdir.Main", Children.ALWAYS, "-Xms6m -Xmn1m -Xmx128m"),
    SVLOGD("svlogd", "dev.jrunit.svlogd.Main", Children.ALWAYS, "-Xms6m -Xmn1m -Xmx32m"),
    // Becomes another program, which must find no trace of it: see docs/adr/0008.
    CHPST(
            "chpst",
            "dev.jrunit.chpst.Main",
            Children.ITSELF,
            // The class space is not the usual gigabyte of addresses: an outer softlimit may allow less than that.
            // And no thread of the machine's looks at the files of the container, which it opens not close-on-exec, and
            // none compiles, which takes memory at moments of its own: under a limit there may be none left.
            "-Xint -Xmx32m -Xrs -XX:+DisableAttachMechanism -XX:CompressedClassSpaceSize=16m -XX:-UseContainerSupport"),
    RUNSVCHDIR("runsvchdir", "dev.jrunit.runsvchdir.Main", Children.RARELY, "-Xmx32m -Xrs -XX:+DisableAttachMechanism"),
    UTMPSET("utmpset", "dev.jrunit.utmpset.Main", Children.RARELY, "-Xmx32m -Xrs -XX:+DisableAttachMechanism"),
    // Every signal is for the container, none for the machine: see docs/adr/0009.
    RUNIT_INIT(
            "runit-init",
            "dev.jrunit.init.Main",
            Children.ALL_OF_A_CONTAINER,
            "-Xms6m -Xmn1m -Xmx128m -Xrs -XX:+DisableAttachMechanism");

    /** Whether a tool starts programs, which must get the environment that the tool was started with. */
    enum Children {
        ALWAYS,
        /** Only {@code ./check} and the like, not worth a process at each start. */
        RARELY,
        /** The tool itself becomes a program, in the end. */
        ITSELF,
        /** The tool is the first process of a container: it must not miss a signal either. */
        ALL_OF_A_CONTAINER
    }

    final String command;
    final String mainClass;
    final Children children;
    /** The machine's flags of this tool alone, apart by spaces. */
    final String machineFlags;

    Tool(String command, String mainClass, Children children, String machineFlags) {
        this.command = command;
        this.mainClass = mainClass;
        this.children = children;
        this.machineFlags = machineFlags;
    }

    /** Whose start-up cache it uses: those that are seldom run are not worth ten megabytes, and use that of sv. */
    Tool cacheOwner() {
        return switch (this) {
            case RUNSVCHDIR, UTMPSET -> SV;
            case SV, RUNSV, RUNSVDIR, SVLOGD, CHPST, RUNIT_INIT -> this;
        };
    }
}
