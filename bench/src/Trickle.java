import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes a line a second, or more, for each of many services, each at its own moment of the second: as evenly spread as
 * independent services are, which is dearest for those who read.
 */
final class Trickle {
    private static final String TEXT = "2026-01-02 12:00:00 INFO  [worker-7] request served in 12 ms status=200 user=";

    private final LoggedServices services;
    private final int from;
    private final int linesPerSecond;
    private final Thread writer = new Thread(this::write, "trickle");
    private volatile boolean stopped;
    private volatile IOException failure;
    private volatile long lines;

    /** Begins to write for all services from number {@code from} on. */
    Trickle(LoggedServices services, int from, int linesPerSecond) {
        this.services = services;
        this.from = from;
        this.linesPerSecond = linesPerSecond;
        writer.setDaemon(true);
        writer.start();
    }

    private void write() {
        List<Integer> order = new ArrayList<>();
        for (int i = from; i < services.count(); i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        byte[] line = (TEXT + "0123456789\n").getBytes(StandardCharsets.US_ASCII);
        long begin = System.nanoTime();
        long gap = TimeUnit.SECONDS.toNanos(1) / order.size() / linesPerSecond;
        try {
            for (long n = 0; !stopped; n++) {
                long due = begin + n * gap;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                services.output(order.get((int) (n % order.size()))).write(line);
                lines = n + 1;
            }
        } catch (IOException e) {
            failure = e;
        }
    }

    /** How many lines were written by now. */
    long lines() {
        return lines;
    }

    void end() throws IOException, InterruptedException {
        stopped = true;
        writer.join();
        if (failure != null) {
            throw failure;
        }
    }
}
