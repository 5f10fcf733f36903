package dev.jrunit.loop;

import java.util.function.LongSupplier;

/**
 * Keeps the heap of a process that runs for years small. Java lets its heap grow to the limit before it looks for what is
 * dead among the objects that have grown old, and each start of a child leaves some hundred bytes of those. So it is made
 * to look whenever two megabytes have been added. Thread: the loop's.
 */
final class Heap {
    private static final long MOST_ADDED = 2 << 20;

    private final LongSupplier used;
    private final Runnable collect;
    private long limit;

    Heap() {
        this(() -> Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory(), System::gc);
    }

    /**
     * @param used how much of the heap is in use, dead or alive, in bytes
     * @param collect removes what is dead
     */
    Heap(LongSupplier used, Runnable collect) {
        this.used = used;
        this.collect = collect;
        this.limit = used.getAsLong() + MOST_ADDED;
    }

    /** To be called where something may have been left behind. */
    void settle() {
        if (used.getAsLong() > limit) {
            collect.run();
            limit = used.getAsLong() + MOST_ADDED;
        }
    }
}
