package dev.jrunit.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps the writing of scripts apart from this JVM's forks: a child that is forked while a script is open for writing
 * holds that file for a moment, and whoever runs the script then gets ETXTBSY.
 */
final class Spawning {

    private static final ReadWriteLock FORK = new ReentrantReadWriteLock();

    private Spawning() {}

    interface Writing {
        void write() throws IOException;
    }

    static void withoutForks(Writing writing) {
        FORK.readLock().lock();
        try {
            writing.write();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            FORK.readLock().unlock();
        }
    }

    static Process start(ProcessBuilder builder) {
        FORK.writeLock().lock();
        try {
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            FORK.writeLock().unlock();
        }
    }
}
