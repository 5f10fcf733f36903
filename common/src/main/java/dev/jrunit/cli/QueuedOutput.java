package dev.jrunit.cli;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * An output for a loop: a thread of its own writes, for whoever reads standard error may be slow or stuck, and that must
 * not hold up the loop. Messages that find the queue full are dropped and counted. Thread: one, the loop's.
 */
public final class QueuedOutput {
    private static final int MOST_WAITING = 1000;
    private static final long LAST_WORDS_MILLIS = 200;
    private static final String END = "";
    /** No message has a zero byte in it. */
    private static final String MARK = "\0";

    private final Output output;
    private final String name;
    private final BlockingQueue<String> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final Semaphore marksReached = new Semaphore(0);
    private final Thread writer;
    private int dropped;

    /**
     * Starts the thread: now, and not with the first message, which may be that no more can be made.
     *
     * @param name what stands before the message about dropped ones, such as {@code runsvdir /etc/service}
     */
    public QueuedOutput(Output output, String name) {
        this.output = output;
        this.name = name;
        this.writer = new Thread(null, this::write, "reports", 128 * 1024);
        writer.setDaemon(true);
        writer.start();
    }

    /** Has a whole message written soon, its newline included. */
    public void print(String message) {
        if (dropped > 0 && waiting.remainingCapacity() > 1) {
            waiting.add(name + ": warning: " + dropped + " messages were lost\n");
            dropped = 0;
        }
        if (!waiting.offer(message)) {
            dropped++;
        }
    }

    private void write() {
        try {
            String message = waiting.take();
            while (!message.equals(END)) {
                if (message.equals(MARK)) {
                    marksReached.release();
                } else {
                    output.print(message);
                }
                message = waiting.take();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a moment until what was said is written. */
    public void flush() {
        try {
            if (waiting.offer(MARK)) {
                marksReached.tryAcquire(LAST_WORDS_MILLIS, TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Waits a moment until what was said is written; to be called once, off the loop, before the process ends. */
    public void close() {
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
