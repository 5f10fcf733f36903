package dev.jrunit.svlogd;

import dev.jrunit.loop.EventLoop;
import dev.jrunit.loop.Timer;
import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.Polling;
import dev.jrunit.posix.Posix;
import dev.jrunit.posix.PosixException;
import dev.jrunit.protocol.Tai64N;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * Reads the inputs of all loggers of a thread, in large blocks. While little comes, a look at the inputs is followed by
 * a growing pause, so that many slow loggers cost few wake-ups; a look that finds much is followed by the next at once.
 * Thread: the loop's.
 */
final class LogInputs {
    /** Where what was read goes to. */
    interface Reader {
        /** Bytes came. They may be changed; the array is read into again. */
        void take(byte[] block, int length, Tai64N time);

        /** The input is at its end, or cannot be read: then {@code failure} is not null. */
        void ended(PosixException failure);

        /** How many bytes are wanted at the most now; 0 for none until {@link LogInputs#resume}. */
        int wanted();
    }

    /** The most that is read at once. */
    static final int BLOCK = 32 * 1024;

    private static final int MUCH = 4 * 1024;
    private static final int BATCH = 128;
    private static final long SHORTEST_PAUSE_NANOS = 1_000_000;
    /** A line is to be written within a tenth of a second. */
    private static final long LONGEST_PAUSE_NANOS = 40_000_000;

    private final Descriptors descriptors;
    private final Polling polling;
    private final EventLoop loop;
    private final Supplier<Tai64N> wallClock;
    private final boolean leavesUntilTaken;
    private final Timer lookAgain;
    private final int set;
    private final byte[] block = new byte[BLOCK];
    private final long[] ready = new long[BATCH];
    private Entry[] entries = new Entry[16];
    private long pauseNanos;
    private boolean waiting;
    private int inputs;
    /** How many inputs the set does not tell of: files, and what is owed. */
    private int untold;

    private static final class Entry {
        final Reader reader;
        /** A file is always ready, and epoll does not take it. */
        final boolean isFile;

        boolean watched;
        /** Whether it is to be watched and could not be yet. */
        boolean owed;

        Entry(Reader reader, boolean isFile) {
            this.reader = reader;
            this.isFile = isFile;
        }
    }

    /**
     * Nothing to read yet.
     *
     * @param leavesUntilTaken whether what is read from a pipe stays there until a reader has taken it: should this
     *     process be killed in between, the next one reads it again
     */
    LogInputs(Posix posix, EventLoop loop, Supplier<Tai64N> wallClock, boolean leavesUntilTaken) throws PosixException {
        this.leavesUntilTaken = leavesUntilTaken;
        this.descriptors = posix.descriptors();
        this.polling = posix.polling();
        this.loop = loop;
        this.wallClock = wallClock;
        this.set = polling.open();
        this.lookAgain = loop.timer(this::look);
        loop.watch(set, this::look);
        waiting = true;
    }

    /** Reads from {@code descriptor} from now on. */
    void add(int descriptor, Reader reader) throws PosixException {
        if (descriptor >= entries.length) {
            entries = Arrays.copyOf(entries, Math.max(descriptor + 1, 2 * entries.length));
        }
        boolean isFile = false;
        try {
            polling.add(set, descriptor, descriptor);
        } catch (PosixException e) {
            if (!e.is(Errno.EPERM)) {
                throw e;
            }
            isFile = true;
        }
        entries[descriptor] = new Entry(reader, isFile);
        entries[descriptor].watched = true;
        inputs++;
        if (isFile) {
            untold++;
            lookSoon();
        }
    }

    /** Reads no more; to be called before the descriptor is closed. */
    void remove(int descriptor) {
        unwatch(descriptor);
        inputs--;
        untold -= entries[descriptor].isFile ? 1 : 0;
        entries[descriptor] = null;
    }

    /** The reader of {@code descriptor} may want bytes again, or none. */
    void resume(int descriptor) {
        Entry entry = entries[descriptor];
        if (entry.reader.wanted() == 0) {
            unwatch(descriptor);
        } else if (!entry.watched) {
            watch(descriptor, entry);
        }
    }

    private void watch(int descriptor, Entry entry) {
        try {
            if (!entry.isFile) {
                polling.add(set, descriptor, descriptor);
            }
            entry.watched = true;
            owe(entry, false);
            lookSoon();
        } catch (PosixException e) {
            owe(entry, true);
            lookLater();
        }
    }

    private void owe(Entry entry, boolean owed) {
        if (entry.owed != owed) {
            entry.owed = owed;
            untold += owed ? 1 : -1;
        }
    }

    private void unwatch(int descriptor) {
        Entry entry = entries[descriptor];
        owe(entry, false);
        if (!entry.watched) {
            return;
        }
        entry.watched = false;
        try {
            if (!entry.isFile) {
                polling.remove(set, descriptor);
            }
        } catch (PosixException e) {
            throw new IllegalStateException("input " + descriptor + " was not watched", e);
        }
    }

    private void lookSoon() {
        loop.set(lookAgain, loop.nanos());
    }

    private void lookLater() {
        loop.set(lookAgain, loop.nanos() + LONGEST_PAUSE_NANOS);
    }

    private void look() {
        int found = 1; // where something fails, there may be more to find later
        boolean much = false;
        try {
            int looks = 0;
            int count;
            do {
                count = polling.await(set, ready, 0);
                for (int i = 0; i < count; i++) {
                    much |= readOnce((int) ready[i]);
                }
                looks++;
                // A pause now would be one for those that found no room in the batch.
            } while (count == BATCH && looks * BATCH < inputs);
            found = looks * BATCH - BATCH + count;
            for (int i = 0; untold > 0 && i < entries.length; i++) {
                if (entries[i] != null && entries[i].owed) {
                    found++;
                    watch(i, entries[i]);
                } else if (entries[i] != null && entries[i].isFile && entries[i].watched) {
                    found++;
                    much |= readOnce(i);
                }
            }
        } catch (PosixException e) {
            much = false;
        } finally {
            lookAgain(found, much);
        }
    }

    private void lookAgain(int found, boolean much) {
        if (found == 0) {
            pauseNanos = 0;
            waitForInput();
            return;
        }
        stopWaiting();
        pauseNanos = much ? 0 : Math.min(LONGEST_PAUSE_NANOS, Math.max(SHORTEST_PAUSE_NANOS, 2 * pauseNanos));
        loop.set(lookAgain, loop.nanos() + pauseNanos);
    }

    private void waitForInput() {
        if (waiting) {
            return;
        }
        try {
            loop.watch(set, this::look);
            waiting = true;
        } catch (PosixException e) {
            lookLater();
        }
    }

    private void stopWaiting() {
        if (waiting) {
            waiting = false;
            loop.unwatch(set);
        }
    }

    private void skip(int descriptor, int count) {
        try {
            descriptors.skip(descriptor, count);
        } catch (PosixException e) {
            throw new IllegalStateException("what was read cannot be taken out of the pipe", e);
        }
    }

    /** Whether so much came that more may be there already. */
    private boolean readOnce(int descriptor) {
        Entry entry = entries[descriptor];
        if (entry == null || !entry.watched) {
            return false;
        }
        int most = Math.min(BLOCK, entry.reader.wanted());
        if (most == 0) {
            return false; // others have filled what it shares with them; it is looked at again after a pause
        }
        boolean leaves = leavesUntilTaken && !entry.isFile;
        int count = 0;
        PosixException failure = null;
        try {
            count = leaves
                    ? descriptors.peek(descriptor, block, 0, most)
                    : descriptors.read(descriptor, block, 0, most);
        } catch (PosixException e) {
            failure = e;
        }
        if (count == Descriptors.WOULD_BLOCK) {
            return false;
        }
        if (count == 0) {
            unwatch(descriptor);
            entry.reader.ended(failure);
            return false;
        }
        boolean isFull = count == most;
        if (leaves && isFull) {
            count = untilLastLine(count); // the rest is looked at again at once, with more of that line
        }
        try {
            entry.reader.take(block, count, wallClock.get());
        } finally {
            if (leaves) {
                skip(descriptor, count);
            }
        }
        if (entries[descriptor] == entry) {
            resume(descriptor);
        }
        return isFull || count >= MUCH;
    }

    /** How many of the block's bytes are whole lines; all of them if none is. */
    private int untilLastLine(int count) {
        int end = count;
        while (end > 0 && block[end - 1] != '\n') {
            end--;
        }
        return end == 0 ? count : end;
    }
}
