package dev.jrunit.posix.fake;

import dev.jrunit.posix.DescriptorLimit;
import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** The open descriptors of the process: the lowest free number is given, as POSIX has it. Any thread. */
final class DescriptorTable {
    static final int FIRST = 3;

    private final TreeMap<Integer, OpenFile> open = new TreeMap<>();
    private final Set<Integer> inheritable = new HashSet<>();
    private Set<Integer> remembered = new HashSet<>();
    private DescriptorLimit limit = new DescriptorLimit(1024, 4096);

    /** To be called before anything is made for a new descriptor. */
    synchronized void checkRoom(String operation, String path) throws PosixException {
        if (lowestFree() >= limit.soft()) {
            throw new PosixException(operation, path, Errno.EMFILE);
        }
    }

    synchronized int add(OpenFile file) {
        int number = lowestFree();
        open.put(number, file);
        return number;
    }

    private int lowestFree() {
        int number = FIRST;
        while (open.containsKey(number)) {
            number++;
        }
        return number;
    }

    synchronized OpenFile get(int descriptor) {
        OpenFile file = open.get(descriptor);
        if (file == null) {
            throw new Misuse("descriptor " + descriptor + " is not open");
        }
        return file;
    }

    synchronized void close(int descriptor) {
        get(descriptor).release();
        open.remove(descriptor);
        inheritable.remove(descriptor);
    }

    synchronized void closeAll() {
        inheritable.clear();
        execute();
    }

    synchronized void keepOpen(int descriptor) {
        inheritable.add(descriptor);
    }

    synchronized void closeOnExec(int descriptor) {
        inheritable.remove(descriptor);
    }

    /** Closes what another program does not get. */
    synchronized void execute() {
        for (Integer descriptor : List.copyOf(open.keySet())) {
            if (!inheritable.contains(descriptor)) {
                open.remove(descriptor).release();
            }
        }
        remembered.clear();
    }

    /** The lowest free number from {@code least} on. */
    synchronized int copy(int descriptor, int least) {
        int number = least;
        while (open.containsKey(number)) {
            number++;
        }
        get(descriptor).hold();
        open.put(number, get(descriptor));
        return number;
    }

    synchronized DescriptorLimit limit() {
        return limit;
    }

    synchronized void setLimit(DescriptorLimit limit) {
        this.limit = limit;
    }

    /** What is open now is no leak. */
    synchronized void remember() {
        remembered = new HashSet<>(open.keySet());
    }

    synchronized int count() {
        return open.size();
    }

    /** What was opened since {@link #remember} and is open still. */
    synchronized String leaks() {
        StringBuilder leaks = new StringBuilder();
        open.forEach((number, file) -> {
            if (!remembered.contains(number)) {
                leaks.append(' ').append(number).append('=').append(file.what);
            }
        });
        return leaks.toString();
    }
}
