package dev.jrunit.svlogd;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadFactory;
import java.util.function.Supplier;

/**
 * {@link Background} on one thread, which is started with the first work; while no thread can be had, work waits and it is
 * tried again every second.
 */
final class BackgroundThread implements Background {
    private record Task(Work work, Done done) {}

    private static final long RETRY_NANOS = 1_000_000_000L;

    private final EventLoop loop;
    private final Supplier<Descriptors> descriptors;
    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private final ThreadFactory threads;
    private final Timer retry;
    private boolean started;
    private int waiting;

    /** @param descriptors makes a posix layer for that thread */
    BackgroundThread(EventLoop loop, Supplier<Descriptors> descriptors) {
        this(loop, descriptors, work -> new Thread(null, work, "log files", 256 * 1024));
    }

    BackgroundThread(EventLoop loop, Supplier<Descriptors> descriptors, ThreadFactory threads) {
        this.loop = loop;
        this.descriptors = descriptors;
        this.threads = threads;
        this.retry = loop.timer(this::start);
    }

    @Override
    public void run(Work work, Done done) {
        waiting++;
        tasks.add(new Task(work, done));
        if (!started) {
            start();
        }
    }

    private void start() {
        Thread thread = threads.newThread(this::work);
        thread.setDaemon(true);
        try {
            thread.start();
            started = true;
        } catch (OutOfMemoryError e) { // or there may be no more processes
            loop.set(retry, loop.nanos() + RETRY_NANOS);
        }
    }

    @Override
    public int waiting() {
        return waiting;
    }

    private void work() {
        Descriptors own = descriptors.get();
        try {
            while (true) {
                Task task = tasks.take();
                PosixException failure = failureOf(task.work, own);
                loop.post(() -> {
                    waiting--;
                    task.done.done(failure);
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private PosixException failureOf(Work work, Descriptors own) {
        try {
            work.run(own);
            return null;
        } catch (PosixException e) {
            return e;
        } catch (RuntimeException | Error e) {
            // A defect is told by the loop; whoever gave the work hears that it failed, and what comes next is done.
            loop.post(() -> {
                throw new IllegalStateException("work in the background failed", e);
            });
            return new PosixException("background", "", Errno.EIO);
        }
    }
}
