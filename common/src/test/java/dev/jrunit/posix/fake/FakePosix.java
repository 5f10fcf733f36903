package dev.jrunit.posix.fake;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.DescriptorLimit;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import java.util.ArrayList;
import java.util.List;

/**
 * An operating system in memory, strict as the package says: {@link #posix} for the code under test, and the other side
 * of it for the test. Time does not pass by itself, children live until the test ends them, and no call waits. Thread:
 * the one that made it, but for waking event counters and waiting for children.
 */
public final class FakePosix {
    final DescriptorTable table = new DescriptorTable();
    final Locks locks = new Locks();
    final FakePolling polling = new FakePolling(this);
    final FileTree tree = new FileTree(polling);
    final FakeProcesses processes = new FakeProcesses(this);

    private final Thread owner = Thread.currentThread();
    private final Faults faults = new Faults();
    private final ManualClock clock = new ManualClock();
    private final Disk disk = new Disk(this);
    private final List<String> journal = new ArrayList<>();
    private final List<String> datagrams = new ArrayList<>();
    private final FakeOwnProcess self = new FakeOwnProcess(this);
    private final FakeAccounts accounts = new FakeAccounts(this);
    private final FakeInitProcess init = new FakeInitProcess(this);
    private final FakeOtherProcesses others = new FakeOtherProcesses(this);
    private final Posix posix =
            new Posix(new FakeFiles(this), new FakeDescriptors(this), processes, others, polling, self, accounts, init);

    /** The system as the code under test sees it. Its current directory is {@code /}. */
    public Posix posix() {
        return posix;
    }

    /** The clock for the loop. */
    public ManualClock clock() {
        return clock;
    }

    /** The files, as other processes see and change them. */
    public Disk disk() {
        return disk;
    }

    /** Failures to order. */
    public Faults faults() {
        return faults;
    }

    /** All children ever started, the oldest first. */
    public List<FakeChild> children() {
        return processes.children();
    }

    /** The youngest child that runs {@code program}, an absolute path. */
    public FakeChild child(String program) {
        return children().stream()
                .filter(child -> child.program().equals(program))
                .reduce((older, younger) -> younger)
                .orElseThrow(() -> new AssertionError("never started: " + program + "; but " + children()));
    }

    /** How many children that run {@code program} are alive. */
    public long living(String program) {
        return children().stream()
                .filter(child -> child.program().equals(program) && child.isAlive())
                .count();
    }

    /** Makes {@code program} known to spawns without a slash. */
    public void putInPath(String program, String path) {
        processes.putInPath(program, path);
    }

    /** This process gets a signal; somebody must have asked to hear of it. */
    public void raise(Signal signal) {
        processes.raise(signal);
    }

    /** This process, which is the first one, gets a signal; it must be among those that it queues. */
    public void raiseQueued(int number) {
        init.raise(number);
    }

    /** Sets the signals that were blocked when this process was called; all by default. */
    public void block(long signals) {
        init.block(signals);
    }

    /** A start fails in the child, which has that pid until it is gone. */
    public void failASpawn(int pid) {
        processes.failASpawn(pid);
    }

    /** The pid of the child that is started next: one that was free again. */
    public void nextPid(int pid) {
        processes.setNextPid(pid);
    }

    /** From now on so much time passes until a child begins, which is started. */
    public void startsTake(long millis) {
        processes.setStartMillis(millis);
    }

    /** Sets the process id of this process; some other than 1 by default. */
    public void setPid(int pid) {
        processes.setPid(pid);
    }

    public boolean isRestored(Signal signal) {
        return processes.isRestored(signal);
    }

    /** The processes that this one did not start. */
    public FakeOtherProcesses others() {
        return others;
    }

    /**
     * This process is killed and another one takes its place: nothing is open, and what were its children are orphans.
     * Whatever has been made with {@link #posix} before is not to be used any more.
     */
    public void restart() {
        processes.restart();
        polling.restart();
        table.closeAll();
    }

    /** Waits until the ends of all children so far have been reaped. */
    public void awaitDelivery() {
        processes.awaitDelivery();
    }

    /** This process has executed itself anew: open is what was kept open, and its children are its children. */
    public void execute() {
        processes.execute();
        init.execute();
        polling.restart();
        table.execute();
    }

    /** This process itself, as its caller made it. */
    public FakeOwnProcess self() {
        return self;
    }

    /** Sets the environment that this process was called with. */
    public void setEnvironment(String... entries) {
        processes.setEnvironment(List.of(entries));
    }

    /** The accounts and groups there are. */
    public FakeAccounts accounts() {
        return accounts;
    }

    /** Sets how many descriptors this process may open; numbers begin at 3. */
    public void limitDescriptors(long soft, long hard) {
        table.setLimit(new DescriptorLimit(soft, hard));
    }

    public int openDescriptors() {
        return table.count();
    }

    /** The directories that are watched, sorted. */
    public List<String> watchedDirectories() {
        return polling.watchedPaths();
    }

    /** Loses the directory changes that nobody has read yet. */
    public void overflowChanges() {
        polling.overflow();
    }

    /** Takes the directory changes back that nobody has read yet, as if the file system reported none. */
    public void forgetChanges() {
        polling.forget();
    }

    /** What changed the world, in order: {@code mkdir PATH}, {@code rename PATH} (the new one), {@code spawn PATH}. */
    public List<String> journal() {
        return List.copyOf(journal);
    }

    /** The datagrams that were sent: {@code ADDRESS:PORT CONTENT}, the address in hex. */
    public List<String> datagrams() {
        return datagrams;
    }

    public void clearJournal() {
        journal.clear();
    }

    /** Writes to a pipe as another process that holds {@code writer} would: without ordered failures. */
    public void feed(int writer, String bytes) {
        int count = table.get(writer).write(ByteStrings.bytes(bytes), 0, bytes.length());
        if (count != bytes.length()) {
            throw new AssertionError("the pipe takes only " + count + " of " + bytes.length() + " bytes");
        }
    }

    /** What is open now may stay open. */
    public void rememberOpen() {
        table.remember();
    }

    /** Fails if something opened since {@link #rememberOpen} is open, or a child is alive. */
    public void assertNothingLeaked() {
        assertNothingIsOpen();
        assertNoChildLives();
    }

    /** Fails if something opened since {@link #rememberOpen} is open. */
    public void assertNothingIsOpen() {
        String leaks = table.leaks();
        if (!leaks.isEmpty()) {
            throw new AssertionError("still open:" + leaks);
        }
    }

    public void assertNoChildLives() {
        for (FakeChild child : children()) {
            if (child.isAlive()) {
                throw new AssertionError("still alive: " + child);
            }
        }
    }

    /**
     * Ends the thread that waits for children. It would live as long as the virtual machine and keep all of this: a test
     * that makes hundreds of systems ends each.
     */
    public void end() {
        processes.end();
    }

    // ---- for the parts ----

    long blockedSignals() {
        return init.blocked();
    }

    void note(String entry) {
        journal.add(entry);
    }

    void checkThread() {
        if (Thread.currentThread() != owner) {
            throw new Misuse("called by thread " + Thread.currentThread().getName());
        }
    }

    /** Every call that can fail goes through here first. */
    void call(String operation, int directory, String path) throws PosixException {
        checkThread();
        String absolute = path;
        if (!path.startsWith("/") && directory != Files.HERE) {
            absolute = directory(directory).path() + "/" + path;
        }
        faults.check(operation, absolute, path);
    }

    Node.Directory directory(int descriptor) throws PosixException {
        if (descriptor == Files.HERE) {
            return tree.root;
        }
        if (table.get(descriptor) instanceof OpenFile.OfNode file) {
            return FileTree.directory("open", file.node, file.what);
        }
        throw new PosixException("open", "", Errno.ENOTDIR);
    }
}
