import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What the kernel says about processes. */
final class Kernel {
    private Kernel() {}

    /** Megabytes (1,000,000 bytes) of memory, each shared page divided by those who share it. */
    static double memory(List<Long> pids) throws IOException {
        long kibibytes = 0;
        for (long pid : pids) {
            kibibytes += kibibytes(pid, "smaps_rollup", "Pss:");
        }
        return kibibytes * 1024 / 1e6;
    }

    /** Megabytes of a line such as {@code VmRSS:} in a process's status. */
    static double status(long pid, String field) throws IOException {
        return kibibytes(pid, "status", field) * 1024 / 1e6;
    }

    private static long kibibytes(long pid, String file, String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/" + pid + "/" + file))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.replaceAll("[^0-9]", ""));
            }
        }
        throw new IOException("no " + field + " of " + pid);
    }

    /** User and system time of all threads. */
    static long processorNanos(List<Long> pids) throws IOException {
        long nanos = 0;
        for (long pid : pids) {
            for (long ofThreads : threadNanos(pid).values()) {
                nanos += ofThreads;
            }
        }
        return nanos;
    }

    /** User and system time by the thread's name. The scheduler's own count: utime is in hundredths of a second. */
    static Map<String, Long> threadNanos(long pid) throws IOException {
        Map<String, Long> nanos = new TreeMap<>();
        for (Path thread : threads(pid)) {
            String count = Files.readString(thread.resolve("schedstat")).split(" ")[0];
            nanos.merge(name(thread), Long.parseLong(count), Long::sum);
        }
        return nanos;
    }

    /** Those processes that are neither stopped nor dead. */
    static List<Long> running(List<Long> pids) {
        List<Long> running = new ArrayList<>();
        for (long pid : pids) {
            try {
                String stat = Files.readString(Path.of("/proc/" + pid + "/stat"), StandardCharsets.ISO_8859_1);
                if ("TZX".indexOf(stat.charAt(stat.lastIndexOf(')') + 2)) < 0) {
                    running.add(pid);
                }
            } catch (IOException e) {
                // It has gone.
            }
        }
        return running;
    }

    static List<Path> threads(long pid) throws IOException {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + pid + "/task"))) {
            return threads.toList();
        }
    }

    /** The name of a process or thread, given its folder below {@code /proc}. */
    static String name(Path folder) throws IOException {
        return Files.readString(folder.resolve("comm")).strip();
    }
}
