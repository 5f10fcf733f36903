package dev.jrunit.chpst;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.jrunit.cli.CommandLine;
import dev.jrunit.cli.Invocation;
import dev.jrunit.cli.Launcher;
import dev.jrunit.cli.Output;
import dev.jrunit.cli.UsageException;
import dev.jrunit.posix.Account;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Group;
import dev.jrunit.posix.fake.FakeOwnProcess;
import dev.jrunit.posix.fake.FakePosix;
import java.io.ByteArrayOutputStream;
import java.util.List;

/** A call of chpst on a system in memory: root's, with the accounts www (33:33) and bob (1000:100), and a program. */
final class Call {
    static final String PROGRAM = "/bin/prog";

    final FakePosix fake = new FakePosix();
    private final ByteArrayOutputStream stderr = new ByteArrayOutputStream();
    private FakeOwnProcess.Executed executed;

    Call() {
        fake.accounts().add(new Account("www", 33, 33, "/var/www", "/bin/false"));
        fake.accounts().add(new Account("bob", 1000, 100, "/home/bob", ""));
        fake.accounts().add(new Group("adm", 4));
        fake.accounts().add(new Group("tty", 5));
        fake.setEnvironment("PATH=/bin:/usr/bin", "A=1");
        fake.self().putProgram(PROGRAM);
        fake.self().putBrokenProgram("/broken", Errno.ENOEXEC);
    }

    /** Calls chpst by {@code name}; returns the exit code, or 0 if the program was executed. */
    int run(String name, String... arguments) {
        fake.clearJournal();
        stderr.reset();
        executed = null;
        Output error = new Output(stderr);
        Personality personality = Personality.named(Personality.nameFor(name));
        Invocation invocation = new Invocation(name, arguments, error, error);
        return Launcher.run(personality.table(), (line, called) -> change(personality, line, error), invocation);
    }

    /** The launcher takes every error for a defect, but this one stands for what does not return. */
    private int change(Personality personality, CommandLine line, Output error) throws UsageException {
        ProcessChange change = new ProcessChange(personality.compile(line), fake.posix(), error);
        try {
            return change.run();
        } catch (FakeOwnProcess.Executed e) {
            executed = e;
            return 0;
        }
    }

    /** The program that was executed; fails if none was. */
    FakeOwnProcess.Executed executed() {
        if (executed == null) {
            throw new AssertionError("nothing was executed: " + errors());
        }
        return executed;
    }

    boolean hasExecuted() {
        return executed != null;
    }

    String errors() {
        return stderr.toString(ISO_8859_1);
    }

    List<String> journal() {
        return fake.journal();
    }
}
