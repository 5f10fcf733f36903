package dev.jrunit.chpst;

import dev.jrunit.cli.Operand;
import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import java.util.List;

/** The command line of chpst under its own name. Source: chpst(8), SYNOPSIS and OPTIONS. */
public final class ChpstOptions {
    static final Option USER = Option.valued(
            "u",
            "",
            "[:]user[:group]",
            "Run prog as user and group, by name, or by number after a colon. Several groups may follow.");
    static final Option IDS = Option.valued(
            "U", "", "[:]user[:group]", "Set UID and GID in the environment to the numbers of user and group.");
    static final Option ARGUMENT_0 = Option.valued("b", "", "argv0", "Run prog with argv0 as its own name.");
    static final Option ENVIRONMENT_DIRECTORY = Option.valued(
            "e",
            "",
            "dir",
            "Set the variables that have a file in dir to the first line of it; an empty file unsets one.");
    static final Option ROOT = Option.valued("/", "", "root", "Change the root directory.");
    static final Option DIRECTORY =
            Option.valued("C", "", "dir", "Change the working directory, after the root directory.");
    static final Option NICE = Option.valued("n", "", "inc", "Add inc, which may have a sign, to the nice value.");
    static final Option LOCK =
            Option.valued("l", "", "lock", "Hold the exclusive lock of the file lock; wait until it is free.");
    static final Option LOCK_AT_ONCE =
            Option.valued("L", "", "lock", "The same, but fail at once if another process holds it.");
    static final Option MEMORY = Option.valued(
            "m", "", "bytes", "Limit the data segment, the stack, locked memory and the address space to bytes each.");
    static final Option DATA = Option.valued("d", "", "bytes", "Limit the data segment.");
    static final Option OPEN_FILES = Option.valued("o", "", "n", "Limit the number of open files.");
    static final Option PROCESSES = Option.valued("p", "", "n", "Limit the number of processes of the user.");
    static final Option FILE_SIZE = Option.valued("f", "", "bytes", "Limit the size of files.");
    static final Option CORE_SIZE = Option.valued("c", "", "bytes", "Limit the size of core files.");
    static final Option RESIDENT_SET = Option.valued("r", "", "bytes", "Limit the resident set.");
    static final Option CPU_SECONDS = Option.valued("t", "", "seconds", "Limit the processor's time.");
    static final Option VERBOSE = Option.flag("v", "", "Tell what is passed over.");
    static final Option VERSION_AND_USAGE =
            Option.flag("V", "", "Print the version to standard error, then the usage.");
    static final Option NEW_SESSION = Option.flag("P", "", "Run prog in a new session and process group.");
    static final Option CLOSE_0 = Option.flag("0", "", "Close standard input.");
    static final Option CLOSE_1 = Option.flag("1", "", "Close standard output.");
    static final Option CLOSE_2 = Option.flag("2", "", "Close standard error.");

    static final Option ENVIRONMENT_FILE = Option.valued(
                    "",
                    "env-file",
                    "file",
                    "Set the variables in the lines NAME=value of file, after -e. More than one may be given.")
            .repeated();
    static final Option HOME = Option.flag("", "home", "Set HOME, USER, LOGNAME and SHELL to those of the user of -u.");
    static final Option UMASK =
            Option.valued("", "umask", "mask", "Do not give these permissions, an octal number, to new files.");
    static final Option PROCESSORS = Option.valued("", "cpus", "list", "Run on these processors only, such as 0,2-3.");
    static final Option OUT_OF_MEMORY_SCORE = Option.valued(
            "", "oom-score-adj", "n", "Be killed sooner, up to 1000, or later, down to -1000, when memory is short.");
    static final Option IO_PRIORITY = Option.valued(
            "",
            "ionice",
            "class",
            "Schedule input and output as idle, best-effort or realtime; the last two may have :0 (first) to :7.");
    static final Option NO_NEW_PRIVILEGES =
            Option.flag("", "no-new-privs", "Never get more privileges from a program's file.");
    static final Option DROPPED_CAPABILITIES =
            Option.valued("", "cap-drop", "list", "Never have these capabilities, such as net_raw,sys_admin, or all.");
    static final Option PARENTS_END_SIGNAL =
            Option.valued("", "pdeathsig", "signal", "Get this signal when the parent ends.");

    static final Operand PROGRAM = Operand.of(
            "prog", Operand.Kind.PROGRAM, Operand.Count.ONE, "The program to run, looked up in the caller's PATH.");
    static final Operand ARGUMENTS =
            Operand.of("argument", Operand.Kind.FILE, Operand.Count.ANY, "The program's arguments.");

    /** As {@code chpst}. */
    public static final OptionTable CHPST = new OptionTable(
            "chpst",
            "[-vVP012] [-u user[:group]] [-U user[:group]] [-b argv0] [-e dir] [-/ root] [-C dir] [-n nice]"
                    + " [-l|-L lock] [-m n] [-d n] [-o n] [-p n] [-f n] [-c n] [-r n] [-t n] prog",
            "Runs a program with a changed process state.",
            List.of(
                    USER,
                    IDS,
                    ARGUMENT_0,
                    ENVIRONMENT_DIRECTORY,
                    ROOT,
                    DIRECTORY,
                    NICE,
                    LOCK,
                    LOCK_AT_ONCE,
                    MEMORY,
                    DATA,
                    OPEN_FILES,
                    PROCESSES,
                    FILE_SIZE,
                    CORE_SIZE,
                    RESIDENT_SET,
                    CPU_SECONDS,
                    VERBOSE,
                    VERSION_AND_USAGE,
                    NEW_SESSION,
                    CLOSE_0,
                    CLOSE_1,
                    CLOSE_2,
                    ENVIRONMENT_FILE,
                    HOME,
                    UMASK,
                    PROCESSORS,
                    OUT_OF_MEMORY_SCORE,
                    IO_PRIORITY,
                    NO_NEW_PRIVILEGES,
                    DROPPED_CAPABILITIES,
                    PARENTS_END_SIGNAL),
            List.of(PROGRAM, ARGUMENTS),
            OptionTable.Leniency.STRICT,
            100,
            111);

    private ChpstOptions() {}
}
