package dev.jrunit.runsvdir;

import dev.jrunit.cli.Output;
import dev.jrunit.posix.PosixException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * What runsvdir and the runsv in it say on standard error, each message one line that names its subject.
 *
 * <p>A thread of its own writes, for whoever reads standard error may be slow or stuck, and that must not hold up the
 * loop; messages that find the queue full are dropped and counted. Thread: the loop's.
 */
final class Reports {
    private static final int MOST_WAITING = 1000;
    private static final long LAST_WORDS_MILLIS = 200;
    private static final String END = "";

    private final Output stderr;
    private final String scanPath;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Thread writer;
    private int dropped;

    Reports(Output stderr, String scanPath) {
        this.stderr = stderr;
        this.scanPath = scanPath;
        // Now, and not with the first message, which may be that no more processes or threads can be made.
        this.writer = new Thread(null, this::write, "reports", 128 * 1024);
        writer.setDaemon(true);
        writer.start();
    }

    void warn(String message) {
        print("runsvdir " + scanPath + ": warning: " + message + "\n");
    }

    void warn(String message, PosixException cause) {
        warn(message + ": " + cause.errno().words());
    }

    /**
     * Something the runsv of a service has to say.
     *
     * @param message from the severity on, such as {@code fatal: unable to start ./run: access denied}
     */
    void ofService(String name, String message) {
        print("runsv " + name + ": " + message + "\n");
    }

    private void print(String line) {
        if (dropped > 0 && waiting.remainingCapacity() > 1) {
            waiting.add("runsvdir " + scanPath + ": warning: " + dropped + " messages were lost\n");
            dropped = 0;
        }
        if (!waiting.offer(line)) {
            dropped++;
        }
    }

    private void write() {
        try {
            String line = waiting.take();
            while (!line.equals(END)) {
                stderr.print(line);
                line = waiting.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a moment until what was said is written; to be called once, off the loop, before the process ends. */
    void close() {
        if (!waiting.offer(END)) {
            return;
        }
        try {
            writer.join(LAST_WORDS_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
