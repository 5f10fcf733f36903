package dev.jrunit.svlogd;

import dev.jrunit.posix.Descriptors;
import dev.jrunit.posix.PosixException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.GZIPOutputStream;

/** Compresses one open file into another, as gzip(1) does. Thread: the background's. */
final class Gzip {
    private static final int BLOCK = 32 * 1024;

    private Gzip() {}

    /** Reads {@code from} to its end. */
    static void compress(Descriptors descriptors, int from, int to) throws PosixException {
        Target target = new Target(descriptors, to);
        byte[] block = new byte[BLOCK];
        try (GZIPOutputStream gzip = new GZIPOutputStream(target, BLOCK)) {
            int count = descriptors.read(from, block, 0, BLOCK);
            while (count > 0) {
                gzip.write(block, 0, count);
                count = descriptors.read(from, block, 0, BLOCK);
            }
        } catch (IOException e) {
            if (target.failure != null) {
                throw target.failure;
            }
            throw new IllegalStateException(e);
        }
    }

    private static final class Target extends OutputStream {
        private final Descriptors descriptors;
        private final int descriptor;
        private PosixException failure;

        Target(Descriptors descriptors, int descriptor) {
            this.descriptors = descriptors;
            this.descriptor = descriptor;
        }

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            int done = 0;
            while (done < length) {
                try {
                    done += descriptors.write(descriptor, bytes, offset + done, length - done);
                } catch (PosixException e) {
                    failure = e;
                    throw new IOException(e);
                }
            }
        }
    }
}
