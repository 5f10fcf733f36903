package dev.jrunit.chpst;

import dev.jrunit.cli.Option;
import dev.jrunit.cli.OptionTable;
import dev.jrunit.posix.Resource;
import java.util.List;

/** The command line under the name softlimit. An equals sign in place of a number is the hard limit. */
final class SoftlimitOptions {
    private static final Option ADDRESS_SPACE = Option.valued("a", "", "n", "Limit the address space.");
    private static final Option LOCKED_MEMORY = Option.valued("l", "", "n", "Limit locked memory.");
    private static final Option STACK = Option.valued("s", "", "n", "Limit the stack.");

    static final OptionTable TABLE = new OptionTable(
            "softlimit",
            "[-a allbytes] [-c corebytes] [-d databytes] [-f filebytes] [-l lockbytes] [-m membytes] [-o openfiles]"
                    + " [-p processes] [-r residentbytes] [-s stackbytes] [-t cpusecs] child",
            "Runs a program with other soft limits.",
            List.of(
                    ADDRESS_SPACE,
                    ChpstOptions.CORE_SIZE,
                    ChpstOptions.DATA,
                    ChpstOptions.FILE_SIZE,
                    LOCKED_MEMORY,
                    ChpstOptions.MEMORY,
                    ChpstOptions.OPEN_FILES,
                    ChpstOptions.PROCESSES,
                    ChpstOptions.RESIDENT_SET,
                    STACK,
                    ChpstOptions.CPU_SECONDS),
            List.of(ChpstOptions.PROGRAM, ChpstOptions.ARGUMENTS),
            OptionTable.Leniency.STRICT,
            100,
            111);

    private SoftlimitOptions() {}

    /** What an option of this table, or of chpst's with the same letter, limits. */
    static Resource[] resources(Option option) {
        return switch (option.letters()) {
            case "a" -> new Resource[] {Resource.ADDRESS_SPACE};
            case "c" -> new Resource[] {Resource.CORE_SIZE};
            case "d" -> new Resource[] {Resource.DATA};
            case "f" -> new Resource[] {Resource.FILE_SIZE};
            case "l" -> new Resource[] {Resource.LOCKED_MEMORY};
            case "m" -> new Resource[] {Resource.DATA, Resource.STACK, Resource.LOCKED_MEMORY, Resource.ADDRESS_SPACE};
            case "o" -> new Resource[] {Resource.OPEN_FILES};
            case "p" -> new Resource[] {Resource.PROCESSES};
            case "r" -> new Resource[] {Resource.RESIDENT_SET};
            case "s" -> new Resource[] {Resource.STACK};
            case "t" -> new Resource[] {Resource.CPU_SECONDS};
            default -> throw new IllegalArgumentException(option.letters());
        };
    }
}
