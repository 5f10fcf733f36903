package dev.jrunit.posix.fake;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.FileId;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/** What a descriptor stands for; a child that was given it holds it too. */
abstract class OpenFile {
    final String what;
    private int holders = 1;

    OpenFile(String what) {
        this.what = what;
    }

    final void hold() {
        holders++;
    }

    final void release() {
        holders--;
        if (holders == 0) {
            ended();
        }
    }

    final boolean isReleased() {
        return holders == 0;
    }

    /** Whether epoll takes it at all. */
    boolean canBePolled() {
        return true;
    }

    /** Whether epoll would report it. */
    boolean isReady() {
        throw new Misuse(what + " cannot be polled");
    }

    int read(byte[] buffer, int offset, int length) {
        throw new Misuse(what + " cannot be read");
    }

    /** How many bytes were taken; {@link #BROKEN} if nobody can ever read them. */
    int write(byte[] buffer, int offset, int length) {
        throw new Misuse(what + " cannot be written");
    }

    static final int BROKEN = -32;

    /** Nobody holds it any more. */
    void ended() {}

    /** A file or directory, or a mere handle of one. */
    static final class OfNode extends OpenFile {
        final Node node;
        private final boolean reads;
        private final boolean writes;
        private final boolean appends;
        private final FileTree tree;
        private int position;

        OfNode(Node node, boolean reads, boolean writes, boolean appends, FileTree tree) {
            super(node.path());
            this.node = node;
            this.reads = reads;
            this.writes = writes;
            this.appends = appends;
            this.tree = tree;
        }

        @Override
        boolean canBePolled() {
            return false;
        }

        @Override
        int read(byte[] buffer, int offset, int length) {
            if (!reads || !(node instanceof Node.Regular file)) {
                return super.read(buffer, offset, length);
            }
            int count = Math.min(length, file.content.length - position);
            if (count <= 0) {
                return 0;
            }
            System.arraycopy(file.content, position, buffer, offset, count);
            position += count;
            return count;
        }

        /** Whether a write of so many bytes makes the file larger. */
        boolean grows(int length) {
            return node instanceof Node.Regular file && (appends || position + length > file.content.length);
        }

        @Override
        int write(byte[] buffer, int offset, int length) {
            if (!writes || !(node instanceof Node.Regular file)) {
                return super.write(buffer, offset, length);
            }
            position = appends ? file.content.length : position;
            file.content = Arrays.copyOf(file.content, Math.max(file.content.length, position + length));
            System.arraycopy(buffer, offset, file.content, position, length);
            position += length;
            file.touch();
            tree.modified(file);
            return length;
        }

        void seek(long to) {
            position = Math.toIntExact(to);
        }

        void truncate(long length) {
            if (!writes || !(node instanceof Node.Regular file)) {
                throw new Misuse(what + " cannot be cut");
            }
            file.content = Arrays.copyOf(file.content, Math.toIntExact(length));
            file.touch();
            tree.modified(file);
        }
    }

    /** One end of a pipe or FIFO, or both. */
    static final class OfPipe extends OpenFile {
        private static final long PIPES = 13;

        final PipeBuffer buffer;
        private final boolean reads;
        private final boolean writes;
        private final boolean nonBlocking;
        final Node node;

        OfPipe(String what, Node node, PipeBuffer buffer, boolean reads, boolean writes, boolean nonBlocking) {
            super(what);
            this.node = node;
            this.buffer = buffer;
            this.reads = reads;
            this.writes = writes;
            this.nonBlocking = nonBlocking;
            buffer.readers += reads ? 1 : 0;
            buffer.writers += writes ? 1 : 0;
            buffer.hadWriter |= writes;
        }

        boolean isForBoth() {
            return reads && writes;
        }

        @Override
        boolean isReady() {
            return reads && (buffer.length() > 0 || buffer.hasEnded());
        }

        @Override
        int read(byte[] target, int offset, int length) {
            int count = peek(target, offset, length);
            return count > 0 ? buffer.take(target, offset, length) : count;
        }

        /** What can be read, left where it is. */
        int peek(byte[] target, int offset, int length) {
            if (!reads) {
                return super.read(target, offset, length);
            }
            if (buffer.length() == 0 && buffer.writers > 0) {
                return blocked();
            }
            return buffer.copy(target, offset, length);
        }

        @Override
        int write(byte[] source, int offset, int length) {
            if (!writes) {
                return super.write(source, offset, length);
            }
            if (buffer.readers == 0) {
                return BROKEN;
            }
            int count = buffer.put(source, offset, length);
            return count == 0 && length > 0 ? blocked() : count;
        }

        FileId id() {
            return node == null ? new FileId(PIPES, buffer.inode) : node.stat().id();
        }

        /** The same pipe, opened once more: with flags of its own. */
        OfPipe reopened(boolean readsToo, boolean writesToo, boolean withoutWaiting) {
            return new OfPipe(what, node, buffer, readsToo, writesToo, withoutWaiting);
        }

        private int blocked() {
            if (!nonBlocking) {
                throw new Misuse(what + " would block the loop");
            }
            return Descriptors.WOULD_BLOCK;
        }

        @Override
        void ended() {
            buffer.readers -= reads ? 1 : 0;
            buffer.writers -= writes ? 1 : 0;
        }
    }

    /** A process that is watched. */
    static final class OfProcess extends OpenFile {
        final FakeChild process;

        OfProcess(FakeChild process) {
            super("process " + process);
            this.process = process;
        }

        @Override
        boolean isReady() {
            return !process.isAlive();
        }
    }

    /** A socket for datagrams. */
    static final class OfSocket extends OpenFile {
        OfSocket() {
            super("socket");
        }
    }

    /** Signals that wait. */
    static final class OfSignals extends OpenFile {
        private final Deque<Integer> waiting = new ArrayDeque<>();

        OfSignals() {
            super("queue of signals");
        }

        void add(int number) {
            waiting.add(number);
        }

        int take() {
            return waiting.isEmpty() ? 0 : waiting.poll();
        }

        @Override
        boolean isReady() {
            return !waiting.isEmpty();
        }
    }

    /** An event counter. */
    static final class OfCounter extends OpenFile {
        private long count;

        OfCounter() {
            super("event counter");
        }

        synchronized void add() {
            count++;
        }

        @Override
        synchronized boolean isReady() {
            return count > 0;
        }

        @Override
        synchronized int read(byte[] buffer, int offset, int length) {
            if (length < 8) {
                throw new Misuse("an event counter is read by eight bytes");
            }
            if (count == 0) {
                return Descriptors.WOULD_BLOCK;
            }
            for (int i = 0; i < 8; i++) {
                buffer[offset + i] = (byte) (count >>> (8 * i));
            }
            count = 0;
            return 8;
        }
    }
}
