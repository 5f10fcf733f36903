package dev.jrunit.svlogd;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.PosixException;
import java.util.ArrayDeque;
import java.util.Deque;

/** {@link Background} on the loop's own thread, as slow as the test wants. */
final class ManualBackground implements Background {
    private record Task(Work work, Done done) {}

    private final EventLoop loop;
    private final Descriptors descriptors;
    private final Deque<Task> held = new ArrayDeque<>();
    private boolean holds;
    private int waiting;

    ManualBackground(EventLoop loop, Descriptors descriptors) {
        this.loop = loop;
        this.descriptors = descriptors;
    }

    @Override
    public void run(Work work, Done done) {
        waiting++;
        Task task = new Task(work, done);
        if (holds) {
            held.add(task);
        } else {
            loop.post(() -> work(task));
        }
    }

    @Override
    public int waiting() {
        return waiting;
    }

    private void work(Task task) {
        PosixException failure = null;
        try {
            task.work.run(descriptors);
        } catch (PosixException e) {
            failure = e;
        }
        waiting--;
        task.done.done(failure);
    }

    /** The disk takes its time from now on. */
    void hold() {
        holds = true;
    }

    /** It has done all that it was given, and is quick again. */
    void release() {
        holds = false;
        while (!held.isEmpty()) {
            Task task = held.poll();
            loop.post(() -> work(task));
        }
    }
}
