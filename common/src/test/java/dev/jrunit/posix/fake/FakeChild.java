package dev.jrunit.posix.fake;

import dev.jrunit.posix.ByteStrings;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.Signal;
import dev.jrunit.posix.SpawnRequest;
import dev.jrunit.posix.WaitStatus;
import java.util.ArrayList;
import java.util.List;

/** A child that lives until the test ends it. Signals are recorded and have no effect. */
public final class FakeChild {
    private final FakeProcesses processes;
    private final int pid;
    private final long start;
    private final SpawnRequest request;
    private final String program;
    private Node.Directory directory;
    private final OpenFile stdin;
    private final OpenFile stdout;
    private final List<OpenFile> more;
    private final List<Signal> signals = new ArrayList<>();
    private boolean alive = true;
    private boolean orphan;
    private WaitStatus end;

    FakeChild(
            FakeProcesses processes,
            int pid,
            long start,
            SpawnRequest request,
            String program,
            Node.Directory directory,
            OpenFile stdin,
            OpenFile stdout,
            List<OpenFile> more) {
        this.processes = processes;
        this.pid = pid;
        this.start = start;
        this.request = request;
        this.program = program;
        this.directory = directory;
        this.stdin = stdin;
        this.stdout = stdout;
        this.more = more;
    }

    public int pid() {
        return pid;
    }

    /** When it was started, as the kernel counts it. */
    public long start() {
        return start;
    }

    Node.Directory directory() {
        return directory;
    }

    /** It works elsewhere from now on. */
    public void changeDirectory(String path) throws PosixException {
        directory = processes.directory(path);
    }

    void orphan() {
        orphan = true;
    }

    boolean isOrphan() {
        return orphan;
    }

    /** How it ended; null while it is alive. */
    WaitStatus howItEnded() {
        return end;
    }

    public SpawnRequest request() {
        return request;
    }

    /** The absolute path of what it runs, as it was at the start. */
    public String program() {
        return program;
    }

    public boolean isAlive() {
        return alive;
    }

    /** The signals sent to it, the oldest first. */
    public List<Signal> signals() {
        return List.copyOf(signals);
    }

    void signalled(Signal signal) {
        signals.add(signal);
    }

    /** Ends with an exit code. */
    public void exit(int code) {
        end(new WaitStatus.Exited(code));
    }

    /** Ends by a signal. */
    public void die(Signal signal, boolean core) {
        end(new WaitStatus.Signaled(signal.number(), core));
    }

    private void end(WaitStatus status) {
        if (!alive) {
            throw new Misuse(program + " has ended already");
        }
        alive = false;
        end = status;
        if (stdin != null) {
            stdin.release();
        }
        if (stdout != null) {
            stdout.release();
        }
        more.forEach(OpenFile::release);
        processes.ended(this, status);
    }

    /** Everything it can read from a file that it was given as {@code descriptor}, from where it is. */
    public String readAll(int descriptor) {
        StringBuilder text = new StringBuilder();
        byte[] block = new byte[4096];
        int count = file(descriptor).read(block, 0, block.length);
        while (count > 0) {
            text.append(ByteStrings.of(block, 0, count));
            count = file(descriptor).read(block, 0, block.length);
        }
        return text.toString();
    }

    /** One read of what is in a pipe that it was given as {@code descriptor}; there must be something. */
    public String read(int descriptor) {
        byte[] block = new byte[4096];
        return ByteStrings.of(block, 0, file(descriptor).read(block, 0, block.length));
    }

    /** Writes to a file that it was given as {@code descriptor}; there is always room. */
    public void write(int descriptor, String bytes) {
        file(descriptor).write(ByteStrings.bytes(bytes), 0, bytes.length());
    }

    private OpenFile file(int descriptor) {
        if (!alive) {
            throw new Misuse(program + " has ended already");
        }
        OpenFile file = given(descriptor);
        if (file == null) {
            throw new Misuse(program + " was given no descriptor " + descriptor);
        }
        return file;
    }

    /** What it has as that descriptor; null if it was given none. */
    OpenFile given(int descriptor) {
        OpenFile file = descriptor == 0 ? stdin : descriptor == 1 ? stdout : null;
        for (int i = 0; i < more.size(); i++) {
            file = request.more().get(i).target() == descriptor ? more.get(i) : file;
        }
        return file;
    }

    /** Whether its standard output is the pipe that {@code reader} reads from. */
    public boolean writesTo(FakeChild reader) {
        return stdout instanceof OpenFile.OfPipe output
                && reader.stdin instanceof OpenFile.OfPipe input
                && output.buffer == input.buffer;
    }

    /** Whether its standard input is a pipe that nobody writes to any more. */
    public boolean readsEndOfInput() {
        return stdin instanceof OpenFile.OfPipe input && input.buffer.writers == 0;
    }

    @Override
    public String toString() {
        return pid + " " + program;
    }
}
