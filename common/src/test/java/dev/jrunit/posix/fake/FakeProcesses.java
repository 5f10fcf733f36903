package dev.jrunit.posix.fake;

import dev.jrunit.posix.DescriptorLimit;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Files;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Processes;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** {@link Processes} with children that do nothing. One thread may wait for them; the rest belongs to the test's. */
final class FakeProcesses implements Processes {
    private static final long PATIENCE_NANOS = 60_000_000_000L;
    private static final int FIRST_PID = 2000;
    private static final int OWN_PID = 1999;
    private static final int NEXT_PID = 1998;

    private final FakePosix fake;
    private final List<FakeChild> children = new ArrayList<>();
    private final Map<Signal, Runnable> listeners = new EnumMap<>(Signal.class);
    private final Set<Signal> restored = EnumSet.noneOf(Signal.class);
    private final Map<String, String> programsInPath = new TreeMap<>();

    private final Object reaping = new Object();
    private int nextPid;
    private long startMillis;

    private record End(int pid, WaitStatus status) {}

    private final Deque<End> ends = new ArrayDeque<>();
    private int living;
    private boolean beingDelivered;
    private List<String> environment;
    private int ownPid = OWN_PID;
    private DescriptorLimit lowered;
    private Thread reaper;
    private boolean over;

    FakeProcesses(FakePosix fake) {
        this.fake = fake;
    }

    void setEnvironment(List<String> entries) {
        environment = entries;
    }

    void setStartMillis(long millis) {
        startMillis = millis;
    }

    void setNextPid(int pid) {
        nextPid = pid;
    }

    void setPid(int pid) {
        ownPid = pid;
    }

    @Override
    public int spawn(SpawnRequest request) throws PosixException {
        String program = request.program();
        fake.call("spawn", request.directory(), subPath(request) + program);
        OpenFile stdin = inherited(request.stdin());
        OpenFile stdout = inherited(request.stdout());
        Node file = executable(request);
        if (stdin != null) {
            stdin.hold();
        }
        if (stdout != null) {
            stdout.hold();
        }
        List<OpenFile> more = new ArrayList<>();
        for (SpawnRequest.Redirection redirection : request.more()) {
            OpenFile held = fake.table.get(redirection.descriptor());
            held.hold();
            more.add(held);
        }
        fake.clock().advanceMillis(startMillis);
        long start = fake.posix().others().now();
        int pid = nextPid == 0 ? FIRST_PID + children.size() : nextPid;
        nextPid = 0;
        FakeChild child =
                new FakeChild(this, pid, start, request, file.path(), workingDirectory(request), stdin, stdout, more);
        children.add(child);
        synchronized (reaping) {
            living++;
        }
        fake.note("spawn " + child.program());
        fake.faults().done("spawn", child.program());
        return child.pid();
    }

    private static String subPath(SpawnRequest request) {
        return request.subdirectory() == null ? "" : request.subdirectory() + "/";
    }

    private OpenFile inherited(int descriptor) {
        return descriptor == SpawnRequest.INHERIT ? null : fake.table.get(descriptor);
    }

    private Node executable(SpawnRequest request) throws PosixException {
        String program = request.program();
        if (request.arguments().isEmpty()) {
            throw new Misuse("a program is started without its name: " + program);
        }
        Node node = existing(workingDirectory(request), program.contains("/") ? program : inPath(program), program);
        if (!node.mayExecute() || !(node instanceof Node.Regular file)) {
            throw new PosixException("spawn", program, Errno.EACCES);
        }
        if (!new String(file.content, StandardCharsets.ISO_8859_1).startsWith("#!")) {
            throw new PosixException("spawn", program, Errno.ENOEXEC);
        }
        return file;
    }

    private Node.Directory workingDirectory(SpawnRequest request) throws PosixException {
        Node.Directory start = fake.directory(request.directory());
        if (request.subdirectory() == null) {
            return start;
        }
        String program = request.program();
        return FileTree.directory("spawn", existing(start, request.subdirectory(), program), program);
    }

    Node.Directory directory(String path) throws PosixException {
        return FileTree.directory("chdir", existing(fake.directory(Files.HERE), path, path), path);
    }

    private Node existing(Node.Directory start, String path, String program) throws PosixException {
        Node node = fake.tree.follow("spawn", start, path, true).node();
        if (node == null) {
            throw new PosixException("spawn", program, Errno.ENOENT);
        }
        return node;
    }

    private String inPath(String program) throws PosixException {
        String path = programsInPath.get(program);
        if (path == null) {
            throw new PosixException("spawn", program, Errno.ENOENT);
        }
        return path;
    }

    void putInPath(String program, String path) {
        programsInPath.put(program, path);
    }

    List<FakeChild> children() {
        return List.copyOf(children);
    }

    void ended(FakeChild child, WaitStatus status) {
        synchronized (reaping) {
            if (child.isOrphan()) {
                return;
            }
            living--;
            ends.add(new End(child.pid(), status));
            reaping.notifyAll();
        }
    }

    @Override
    public int awaitEnd() throws PosixException {
        synchronized (reaping) {
            reaper = Thread.currentThread();
            beingDelivered = false;
            reaping.notifyAll();
            while (ends.isEmpty()) {
                if (over) {
                    throw new PosixException("waitpid", "", Errno.EINTR);
                }
                if (living == 0) {
                    return 0;
                }
                try {
                    reaping.wait();
                } catch (InterruptedException e) {
                    if (!over) {
                        throw new IllegalStateException(e);
                    }
                }
            }
            return ends.peek().pid();
        }
    }

    @Override
    public WaitStatus reap(int pid) {
        synchronized (reaping) {
            if (ends.isEmpty() || ends.peek().pid() != pid) {
                throw new Misuse("not the child that ended: " + pid);
            }
            beingDelivered = true;
            return ends.poll().status(); // null for one that spawn itself took note of
        }
    }

    /** A start fails, and the child that was to execute the program is seen for an instant. */
    void failASpawn(int pid) {
        synchronized (reaping) {
            ends.add(new End(pid, null));
            reaping.notifyAll();
        }
    }

    /** Whether a child has ended and nobody has taken note of that. */
    boolean isUnreaped(int pid) {
        synchronized (reaping) {
            return ends.stream().anyMatch(end -> end.pid() == pid);
        }
    }

    /** Ends the thread that waits for children, here or until there is one. */
    void end() {
        synchronized (reaping) {
            over = true;
            if (reaper != null) {
                reaper.interrupt();
            }
        }
    }

    /** Another process: it has no children, and waits for none yet. */
    void restart() {
        execute();
        synchronized (reaping) {
            children.forEach(FakeChild::orphan);
            ends.clear();
            living = 0;
            ownPid = NEXT_PID;
        }
    }

    /** The same process with another program: nobody waits for its children yet. */
    void execute() {
        awaitReaper();
        end();
        try {
            if (reaper != null) {
                reaper.join(PATIENCE_NANOS / 1_000_000);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        synchronized (reaping) {
            listeners.clear();
            beingDelivered = false;
            reaper = null;
            over = false;
        }
    }

    /** A thread that is to wait for children may not have come to that yet. */
    private void awaitReaper() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        synchronized (reaping) {
            while (reaper == null && living > 0 && System.nanoTime() < deadline) {
                try {
                    reaping.wait(PATIENCE_NANOS / 1_000_000);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Waits until every end of a child was handed to whoever waits for it, and that one came back for more. */
    void awaitDelivery() {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        synchronized (reaping) {
            while (!ends.isEmpty() || beingDelivered) {
                long leftMillis = (deadline - System.nanoTime()) / 1_000_000;
                if (leftMillis <= 0) {
                    throw new Misuse("nobody waits for children");
                }
                try {
                    reaping.wait(leftMillis);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    @Override
    public int pid() {
        return ownPid;
    }

    @Override
    public boolean kill(int pid, Signal signal) throws PosixException {
        fake.call("kill", Files.HERE, Integer.toString(pid));
        if (pid <= 1) {
            throw new Misuse("a signal to " + pid);
        }
        fake.note("kill " + pid + " " + signal);
        for (FakeChild child : children) {
            if (child.pid() == pid && child.isAlive()) {
                child.signalled(signal);
                return true;
            }
        }
        return false;
    }

    @Override
    public void onSignal(Signal signal, Runnable listener) {
        listeners.put(signal, listener);
    }

    void raise(Signal signal) {
        Runnable listener = listeners.get(signal);
        if (listener == null) {
            throw new Misuse("nobody listens to " + signal);
        }
        listener.run();
    }

    @Override
    public void restoreDefault(Signal signal) {
        restored.add(signal);
    }

    boolean isRestored(Signal signal) {
        return restored.contains(signal);
    }

    @Override
    public List<String> environment() {
        if (environment == null) {
            throw new Misuse("no environment was given");
        }
        return environment;
    }

    @Override
    public DescriptorLimit descriptorLimit() throws PosixException {
        fake.call("getrlimit", Files.HERE, "");
        return fake.table.limit();
    }

    @Override
    public void raiseDescriptorLimit() throws PosixException {
        fake.call("setrlimit", Files.HERE, "");
        lowered = fake.table.limit();
        fake.table.setLimit(new DescriptorLimit(lowered.hard(), lowered.hard()));
    }

    @Override
    public boolean lowerDescriptorLimit() {
        if (lowered == null) {
            return false;
        }
        fake.table.setLimit(lowered);
        lowered = null;
        return true;
    }
}
