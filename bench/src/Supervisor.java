import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A supervisor that runs, of all services or of one, with all below it, and what the kernel says about it. */
final class Supervisor {
    private static final int LIMIT_SECONDS = 180;

    private final Process process;
    private final String supervises;
    private final String stopSignal;
    final long beginNanos;

    /**
     * Starts it.
     *
     * @param supervises the name of those processes below it that supervise a service, if there are such
     * @param stopSignal what ends it and its services
     */
    Supervisor(List<String> command, String supervises, String stopSignal) throws IOException {
        this.supervises = supervises;
        this.stopSignal = stopSignal;
        beginNanos = System.nanoTime();
        process = Programs.start(command);
    }

    /** The processes that supervise: itself, and those for one service each. */
    List<Long> pids() {
        List<Long> pids = below(supervises);
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

    /**
     * Ends it and its services in order. C's runsvdir does that on HUP alone, and does not wait for its runsvs.
     *
     * @return milliseconds until all are gone
     */
    double end() throws IOException, InterruptedException {
        Set<ProcessHandle> below = new LinkedHashSet<>();
        process.descendants().forEach(below::add);
        long begin = System.nanoTime();
        Programs.run("kill", "-" + stopSignal, Long.toString(process.pid()));
        long deadline = begin + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
        for (ProcessHandle handle : below) {
            while (handle.isAlive() && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(1);
            }
        }
        long end = System.nanoTime();
        if (!ended || below.stream().anyMatch(ProcessHandle::isAlive)) {
            endAtOnce();
            below.forEach(ProcessHandle::destroyForcibly);
            throw new IllegalStateException("it did not end within " + LIMIT_SECONDS + " s");
        }
        return (end - begin) / 1e6;
    }

    /** Ends it and its services without letting them stop. */
    void endAtOnce() throws IOException, InterruptedException {
        Programs.kill(List.of(process.toHandle()));
    }
}
