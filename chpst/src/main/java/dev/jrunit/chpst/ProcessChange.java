package dev.jrunit.chpst;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.Account;
import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Identity;
import dev.jrunit.posix.Open;
import dev.jrunit.posix.OwnProcess;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Resource;
import dev.jrunit.posix.ResourceLimit;
import java.util.List;

/**
 * Carries a {@link ProcessPlan} out: changes this process, step by step in the one order there is, and becomes the
 * program. Nothing is undone when a step fails, for then the process ends. Thread: one, from the first step to the last.
 *
 * <p>The order is runit's where runit has the step. What needs privileges or {@code /proc} comes before these go away
 * with the root directory or the user; what a change of user clears comes after it; limits come last, because the
 * virtual machine has to live with them.
 */
final class ProcessChange {
    private static final int USER_CAN_READ_AND_WRITE = 0600;
    private static final String[] STANDARD_NAMES = {"stdin", "stdout", "stderr"};
    private static final String SCORE_FILE = "/proc/self/oom_score_adj";

    private final ProcessPlan plan;
    private final Posix posix;
    private final OwnProcess self;
    private final Output stderr;
    private final Users users;
    private final int parent;
    private final Variables variables;
    private final String callersPath;

    ProcessChange(ProcessPlan plan, Posix posix, Output stderr) {
        this.plan = plan;
        this.posix = posix;
        this.self = posix.self();
        this.stderr = stderr;
        this.users = new Users(posix.accounts());
        this.parent = self.parent();
        this.variables = new Variables(posix.processes().environment());
        this.callersPath = variables.get("PATH");
    }

    /** Becomes the program; returns the exit code only if that cannot be. */
    int run() {
        try {
            self.closeOwnDescriptors();
            if (limitsMemory()) {
                self.awaitOtherThreadsAtRest(); // now, while there is /proc
            }
            change();
            throw execute();
        } catch (Trouble e) {
            if (!e.isSilent()) {
                stderr.print("chpst: fatal: " + e.getMessage() + "\n");
            }
            return e.exitCode();
        }
    }

    /** Whether what the virtual machine has already is more than it may have: every thread of it fails that wants more. */
    private boolean limitsMemory() {
        for (int i = 0; i < plan.limits().size(); i++) {
            Resource limited = plan.limits().get(i).resource();
            if (limited == Resource.ADDRESS_SPACE || limited == Resource.DATA) {
                return true;
            }
        }
        return false;
    }

    private void change() throws Trouble {
        if (plan.newSession()) {
            self.newSession();
        }
        readEnvironment();
        scoreOutOfMemory();
        moveTo(plan.place());
        prioritise(plan.priority());
        if (plan.environment().ids() != null) {
            putIds(users.find(plan.environment().ids()));
        }
        dropCapabilities();
        if (plan.rights().user() != null) {
            becomeUser(plan.rights().user());
        }
        if (plan.lock() != null) {
            takeLock(plan.lock());
        }
        for (int i = 0; i < plan.closed().size(); i++) {
            close(plan.closed().get(i));
        }
        if (plan.umask() != null) {
            self.umask(plan.umask());
        }
        forbidPrivileges();
        followParent();
    }

    private void close(int descriptor) throws Trouble {
        try {
            posix.files().stat(descriptor); // closing never fails, but one that is not open is trouble
            posix.descriptors().close(descriptor);
        } catch (PosixException e) {
            throw Trouble.unable("close " + STANDARD_NAMES[descriptor], e);
        }
    }

    private void readEnvironment() throws Trouble {
        ProcessPlan.Environment environment = plan.environment();
        EnvironmentFiles files = new EnvironmentFiles(posix);
        if (environment.directory() != null) {
            files.readDirectory(environment.directory(), variables, warnings(environment));
        }
        for (int i = 0; i < environment.files().size(); i++) {
            files.readFile(environment.files().get(i), variables);
        }
    }

    private EnvironmentFiles.Warnings warnings(ProcessPlan.Environment environment) {
        return environment.subdirectoriesAreTrouble() ? null : new WarningsOfVerbosePlans();
    }

    private final class WarningsOfVerbosePlans implements EnvironmentFiles.Warnings {
        @Override
        public void warn(String message) {
            if (plan.verbose()) {
                stderr.print("chpst: warning: " + message + "\n");
            }
        }
    }

    private void scoreOutOfMemory() throws Trouble {
        Integer score = plan.priority().outOfMemoryScore();
        if (score == null) {
            return;
        }
        try {
            int file = posix.files().open(Files.HERE, SCORE_FILE, Open.WRITE, 0);
            byte[] text = ByteStrings.bytes(Integer.toString(score));
            posix.descriptors().write(file, text, 0, text.length);
            posix.descriptors().close(file);
        } catch (PosixException e) {
            throw Trouble.unable("set out-of-memory score", Integer.toString(score), e);
        }
    }

    private void moveTo(ProcessPlan.Place place) throws Trouble {
        if (place.root() != null) {
            changeDirectory(place.root());
            try {
                self.changeRoot();
            } catch (PosixException e) {
                throw Trouble.unable("change root directory", e);
            }
        }
        if (place.directory() != null) {
            changeDirectory(place.directory());
        }
    }

    private void changeDirectory(String path) throws Trouble {
        try {
            self.changeDirectory(path);
        } catch (PosixException e) {
            throw Trouble.unable("change directory", path, e);
        }
    }

    private void prioritise(ProcessPlan.Priority priority) throws Trouble {
        String deed = "set nice level";
        try {
            if (priority.nice() != null) {
                self.addNice(priority.nice());
            }
            deed = "set input/output priority";
            if (priority.io() != null) {
                self.inputOutputPriority(
                        priority.io().priorityClass(), priority.io().level());
            }
            deed = "use only these processors";
            if (priority.processors() != null) {
                self.processors(priority.processors());
            }
        } catch (PosixException e) {
            throw Trouble.unable(deed, e);
        }
    }

    private void putIds(Users.Ids ids) {
        variables.set("GID", Integer.toUnsignedString(ids.gids()[0]));
        variables.set("UID", Integer.toUnsignedString(ids.uid()));
    }

    private void dropCapabilities() throws Trouble {
        List<Integer> dropped = plan.rights().droppedCapabilities();
        for (int i = 0; i < dropped.size(); i++) {
            if (dropped.get(i) == Capabilities.ALL) {
                dropAllCapabilities();
            } else {
                drop(dropped.get(i), false);
            }
        }
    }

    private void dropAllCapabilities() throws Trouble {
        int number = 0;
        while (drop(number, true)) {
            number++;
        }
    }

    /** Returns false if the kernel has no such capability and that is no matter. */
    private boolean drop(int number, boolean mayBeUnknown) throws Trouble {
        try {
            self.dropCapability(number);
            return true;
        } catch (PosixException e) {
            if (mayBeUnknown && e.is(Errno.EINVAL)) {
                return false;
            }
            throw Trouble.unable("drop capability", Capabilities.name(number), e);
        }
    }

    private void becomeUser(UserName name) throws Trouble {
        Users.Ids ids = users.find(name);
        if (plan.environment().ofUser()) {
            putAccount(users.account(name));
        }
        try {
            setGroups(ids);
            self.setGid(ids.gids()[0]);
            self.setUid(ids.uid());
        } catch (PosixException e) {
            throw Trouble.unable(e.operation(), e);
        }
    }

    /** To become the user and groups that the process is already takes no privileges. */
    private void setGroups(Users.Ids ids) throws PosixException {
        Identity before = self.identity();
        try {
            self.setGroups(ids.gids());
        } catch (PosixException e) {
            if (!e.is(Errno.EPERM) || !isAlready(ids, before)) {
                throw e;
            }
        }
    }

    private void putAccount(Account account) {
        variables.set("HOME", account.home());
        variables.set("USER", account.name());
        variables.set("LOGNAME", account.name());
        variables.set("SHELL", account.shell().isEmpty() ? "/bin/sh" : account.shell());
    }

    /** Whether the process is that user in these groups and no others. Its main group counts as one of them. */
    static boolean isAlready(Users.Ids ids, Identity identity) {
        int mainGroup = ids.gids()[0];
        if (!identity.isUser(ids.uid()) || !identity.isGroup(mainGroup)) {
            return false;
        }
        for (int i = 0; i < ids.gids().length; i++) {
            if (ids.gids()[i] != mainGroup && !contains(identity.groups(), ids.gids()[i])) {
                return false;
            }
        }
        for (int i = 0; i < identity.groups().length; i++) {
            if (!contains(ids.gids(), identity.groups()[i])) {
                return false;
            }
        }
        return true;
    }

    private static boolean contains(int[] numbers, int number) {
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == number) {
                return true;
            }
        }
        return false;
    }

    private void takeLock(ProcessPlan.Lock lock) throws Trouble {
        String deed = "open lock";
        try {
            int flags = Open.WRITE | Open.CREATE | Open.APPEND | Open.NON_BLOCKING;
            int file = posix.files().open(Files.HERE, lock.path(), flags, USER_CAN_READ_AND_WRITE);
            deed = "lock";
            if (lock.waits()) {
                self.awaitLock(file);
            } else if (!posix.files().tryLock(file)) {
                throw new PosixException("flock", lock.path(), Errno.EAGAIN);
            }
            self.keepOpen(file); // the lock is the program's
        } catch (PosixException e) {
            Trouble trouble = Trouble.unable(deed, lock.path(), e);
            throw lock.failsSilently() ? trouble.silenced() : trouble;
        }
    }

    private void forbidPrivileges() throws Trouble {
        if (plan.rights().noNewPrivileges()) {
            try {
                self.forbidNewPrivileges();
            } catch (PosixException e) {
                throw Trouble.unable("forbid new privileges", e);
            }
        }
    }

    private void followParent() throws Trouble {
        if (plan.parentsEndSignal() == null) {
            return;
        }
        try {
            self.signalOnParentsEnd(plan.parentsEndSignal());
        } catch (PosixException e) {
            throw Trouble.unable("follow the parent's end", e);
        }
        if (self.parent() != parent) { // it ended before the kernel knew that somebody cares
            self.signalSelf(plan.parentsEndSignal());
        }
    }

    /** Returns why the program cannot be executed. */
    private Trouble execute() throws Trouble {
        ProcessPlan.Program program = plan.program();
        String argument0 = program.argument0();
        List<String> files = ProgramSearch.files(program.words().get(0), callersPath);
        OwnProcess.Execution execution = self.prepare(files, arguments(program), variables.entries());
        limit();
        execution.restoreSignals();
        Errno reason = null;
        for (int i = 0; i < files.size(); i++) {
            Errno latest = execution.execute(i);
            reason = ProgramSearch.worse(reason, latest);
            if (!ProgramSearch.goesOnAfter(latest)) {
                break;
            }
        }
        return new Trouble("unable to run: " + argument0 + ": " + reason.words());
    }

    private static List<String> arguments(ProcessPlan.Program program) {
        List<String> arguments = new java.util.ArrayList<>(program.words());
        arguments.set(0, program.argument0());
        return arguments;
    }

    private void limit() throws Trouble {
        String deed = "getrlimit()";
        try {
            for (int i = 0; i < plan.limits().size(); i++) {
                ProcessPlan.Limit wanted = plan.limits().get(i);
                ResourceLimit found = self.limit(wanted.resource());
                boolean isTooMuch = Long.compareUnsigned(wanted.amount(), found.hard()) > 0;
                long soft = wanted.asHard() || isTooMuch ? found.hard() : wanted.amount();
                deed = "setrlimit()";
                self.setLimit(wanted.resource(), new ResourceLimit(soft, found.hard()));
                deed = "getrlimit()";
            }
        } catch (PosixException e) {
            throw Trouble.unable(deed, e);
        }
    }
}
