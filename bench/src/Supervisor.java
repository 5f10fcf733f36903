import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

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
    private List<Long> pids() {
        List<Long> pids = new ArrayList<>();
        pids.add(process.pid());
        process.children().filter(Supervisor::isRunsv).map(ProcessHandle::pid).forEach(pids::add);
        return pids;
    }

    private static boolean isRunsv(ProcessHandle child) {
        try {
            return Files.readString(Path.of("/proc/" + child.pid() + "/comm")).equals("runsv\n");
        } catch (IOException e) {
            return false;
        }
    }

    /** Megabytes (1,000,000 bytes) of memory, each shared page divided by those who share it. */
    double memory() throws IOException {
        long kibibytes = 0;
        for (long pid : pids()) {
            for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
                if (line.startsWith("Pss:")) {
                    kibibytes += Long.parseLong(line.replaceAll("[^0-9]", ""));
                }
            }
        }
        return kibibytes * 1024 / 1e6;
    }

    /** Percent of one processor that the supervising processes used while the caller's thread slept. */
    double idlePercent(int seconds) throws IOException, InterruptedException {
        long before = processorNanos();
        long begin = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        long after = processorNanos();
        return 100.0 * (after - before) / (System.nanoTime() - begin);
    }

    /** User and system time. The scheduler's own count: utime and stime would be in hundredths of a second. */
    private long processorNanos() throws IOException {
        long nanos = 0;
        for (long pid : pids()) {
            try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
                for (Path thread : threads.toList()) {
                    nanos += Long.parseLong(
                            Files.readString(thread.resolve("schedstat")).split(" ")[0]);
                }
            }
        }
        return nanos;
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
        below.stream().filter(Supervisor::isRunsv).forEach(ProcessHandle::destroyForcibly);
        below.forEach(ProcessHandle::destroyForcibly);
        RUNNING.remove(this);
    }
}
