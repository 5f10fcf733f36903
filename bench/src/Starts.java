import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * Counts the starts of services and tells when they happened: the first thing that the {@code run} of every service
 * made here does is to write a line to one FIFO, which a thread reads. A file's time would not do: it is as coarse as
 * the kernel's tick.
 */
final class Starts {
    private static final int LIMIT_SECONDS = 180;

    private final Path fifo;
    private long count;
    private long latestNanos;

    Starts(Path fifo) throws IOException, InterruptedException {
        this.fifo = fifo;
        Programs.run("mkfifo", fifo.toString());
        // For reading and writing: so there is always a reader and never an end.
        RandomAccessFile file = new RandomAccessFile(fifo.toFile(), "rw");
        Thread reader = new Thread(() -> read(file), "starts");
        reader.setDaemon(true);
        reader.start();
    }

    private void read(RandomAccessFile file) {
        byte[] block = new byte[4096];
        try {
            while (true) {
                int lines = file.read(block);
                long now = System.nanoTime();
                synchronized (this) {
                    count += lines;
                    latestNanos = now;
                    notifyAll();
                }
            }
        } catch (IOException e) {
            e.printStackTrace();
        }
    }

    synchronized long count() {
        return count;
    }

    /** When the {@code total}th start since the beginning happened, by {@link System#nanoTime}. */
    synchronized long await(long total) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (count < total) {
            long millis = (deadline - System.nanoTime()) / 1_000_000;
            if (millis <= 0) {
                throw new IllegalStateException(
                        "no start within " + LIMIT_SECONDS + " s; there were " + count + " of " + total);
            }
            wait(millis);
        }
        if (count > total) {
            throw new IllegalStateException("a service started that should not have: " + count + ", not " + total);
        }
        return latestNanos;
    }

    /** Makes a service directory whose {@code run} reports here and then does nothing. */
    Path service(Path directory) throws IOException {
        return service(directory, "exec /bin/sleep 100000");
    }

    private Path service(Path directory, String end) throws IOException {
        Files.createDirectory(directory);
        Path run = directory.resolve("run");
        Files.writeString(run, "#!/bin/sh\necho >" + fifo + "\n" + end + "\n");
        run.toFile().setExecutable(true);
        return directory;
    }

    /** A scan directory with {@code count} such services. */
    Path services(Path directory, int count) throws IOException {
        return services(directory, count, "exec /bin/sleep 100000");
    }

    /** A scan directory with {@code count} services that report here and fail at once. */
    Path failingServices(Path directory, int count) throws IOException {
        return services(directory, count, "exit 1");
    }

    private Path services(Path directory, int count, String end) throws IOException {
        Files.createDirectory(directory);
        for (int i = 0; i < count; i++) {
            service(directory.resolve("s" + i), end);
        }
        // Else C's runsvdir waits a second at its start for a directory that is just changing.
        Files.setLastModifiedTime(directory, FileTime.from(Instant.now().minusSeconds(3600)));
        return directory;
    }
}
