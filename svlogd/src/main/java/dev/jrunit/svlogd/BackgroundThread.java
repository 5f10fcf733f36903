package dev.jrunit.svlogd;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;

/** {@link Background} on one thread, which is started with the first work. */
final class BackgroundThread implements Background {
    private record Task(Work work, Done done) {}

    private final EventLoop loop;
    private final Supplier<Descriptors> descriptors;
    private final LinkedBlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
    private Thread thread;
    private int waiting;

    /** @param descriptors makes a posix layer for that thread */
    BackgroundThread(EventLoop loop, Supplier<Descriptors> descriptors) {
        this.loop = loop;
        this.descriptors = descriptors;
    }

    @Override
    public void run(Work work, Done done) {
        waiting++;
        tasks.add(new Task(work, done));
        if (thread == null) {
            thread = new Thread(null, this::work, "log files", 256 * 1024);
            thread.setDaemon(true);
            thread.start();
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
