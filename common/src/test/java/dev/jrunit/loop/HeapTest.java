package dev.jrunit.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** It is cleaned when much has been added, and not again before that. */
class HeapTest {
    private static final long MEGABYTE = 1 << 20;

    private final AtomicLong used = new AtomicLong(6 * MEGABYTE);
    private final AtomicInteger collections = new AtomicInteger();
    private long left = 7 * MEGABYTE;

    private final Heap heap = new Heap(used::get, () -> {
        collections.incrementAndGet();
        used.set(left);
    });

    private int collectionsAt(long bytes) {
        used.set(bytes);
        heap.settle();
        return collections.get();
    }

    @Test
    void isCleanedWheneverMuchHasBeenAdded() {
        assertEquals(0, collectionsAt(8 * MEGABYTE));
        assertEquals(1, collectionsAt(8 * MEGABYTE + 1));
        assertEquals(1, collectionsAt(9 * MEGABYTE));
        assertEquals(2, collectionsAt(9 * MEGABYTE + 1));
    }

    @Test
    void whatLivesMayStay() {
        left = 30 * MEGABYTE;
        assertEquals(1, collectionsAt(30 * MEGABYTE));
        assertEquals(1, collectionsAt(31 * MEGABYTE));
        assertEquals(1, collectionsAt(32 * MEGABYTE));
        assertEquals(2, collectionsAt(33 * MEGABYTE));
    }
}
