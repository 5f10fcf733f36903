import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** A runsv or runsvdir that runs, with all that runs below it, and what the kernel says about it. */
final class Supervisor {
    private static final Set<Supervisor> RUNNING = ConcurrentHashMap.newKeySet();

    private final Process process;
    private final boolean isDirectory;
    final long beginNanos;

    Supervisor(List<String> command) throws IOException {
        isDirectory = command.get(0).endsWith("runsvdir");
        beginNanos = System.nanoTime();
        process = Programs.start(command);
        RUNNING.add(this);
    }

    /** The processes that supervise: itself, and the runsv processes below it where there are such. */
    List<Long> pids() {
        List<Long> pids = below("runsv");
        pids.add(0, pid());
        return pids;
    }

    long pid() {
        return process.pid();
    }

    /** Those processes below it that are called {@code name}. */
    List<Long> below(String name) {
        List<Long> pids = new ArrayList<>();
        process.descendants()
                .filter(child -> isCalled(name, child))
                .map(ProcessHandle::pid)
                .forEach(pids::add);
        return pids;
    }

    private static boolean isCalled(String name, ProcessHandle child) {
        try {
            return Kernel.name(Path.of("/proc/" + child.pid())).equals(name);
        } catch (IOException e) {
            return false;
        }
    }

    /** Megabytes (1,000,000 bytes) of memory, each shared page divided by those who share it. */
    double memory() throws IOException {
        return Kernel.memory(pids());
    }

    /** Percent of one processor that the supervising processes used while the caller's thread slept. */
    double idlePercent(int seconds) throws IOException, InterruptedException {
        long before = Kernel.processorNanos(pids());
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        long after = Kernel.processorNanos(pids());
        return 100.0 * (after - before) / (System.nanoTime() - begin);
    }

    /** Ends it and its services in order: C's runsvdir does that on HUP alone, and does not wait for its runsvs. */
    void end() throws IOException, InterruptedException {
        Set<ProcessHandle> below = new LinkedHashSet<>();
        process.descendants().forEach(below::add);
        if (isDirectory) {
            Programs.run("kill", "-HUP", Long.toString(process.pid()));
        } else {
            process.destroy();
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        boolean ended = process.waitFor(30, TimeUnit.SECONDS);
        for (ProcessHandle handle : below) {
            while (handle.isAlive() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(5);
            }
        }
        if (!ended || below.stream().anyMatch(ProcessHandle::isAlive)) {
            below.forEach(ProcessHandle::destroyForcibly);
            kill();
            throw new IllegalStateException("it did not end within 30 s");
        }
        RUNNING.remove(this);
    }

    /** Ends all that run, at once. */
    static void endAll() {
        RUNNING.forEach(Supervisor::kill);
    }

    /** Ends it and its services in an emergency, the supervisors first. */
    private void kill() {
        List<ProcessHandle> below = process.descendants().toList();
        process.destroyForcibly();
        below.stream().filter(child -> isCalled("runsv", child)).forEach(ProcessHandle::destroyForcibly);
        below.forEach(ProcessHandle::destroyForcibly);
        RUNNING.remove(this);
    }
}
