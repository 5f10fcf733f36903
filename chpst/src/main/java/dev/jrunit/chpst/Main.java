package dev.jrunit.chpst;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Tool;
import dev.jrunit.cli.UsageException;
import dev.jrunit.posix.jnr.LinuxPosix;

/** chpst(8), or the tool of daemontools that it is called as. */
public final class Main implements Tool {
    private final Personality personality;

    Main(Personality personality) {
        this.personality = personality;
    }

    public static void main(String[] arguments) {
        Invocation called = Invocation.ofProcess("chpst", arguments);
        String name = Personality.nameFor(called.name());
        Personality personality = Personality.named(name);
        if (personality == Personality.CHPST && called.arguments().length == 1 && called.arguments()[0].equals("-V")) {
            printVersion(called); // the usage follows, as there is no program
        }
        Invocation invocation = new Invocation(name, called.arguments(), called.stdout(), called.stderr());
        Launcher.launch(personality.table(), new Main(personality), invocation);
    }

    @Override
    public int run(CommandLine line, Invocation invocation) throws UsageException {
        if (line.has(ChpstOptions.VERSION_AND_USAGE)) {
            printVersion(invocation);
            throw new UsageException("");
        }
        ProcessPlan plan = personality.compile(line);
        return new ProcessChange(plan, LinuxPosix.open(), invocation.stderr()).run();
    }

    private static void printVersion(Invocation invocation) {
        invocation.stderr().print("chpst (jrunit) " + Launcher.version() + "\n");
    }
}
