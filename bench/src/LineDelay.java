import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Writes lines to a logger and looks at its file all the time, to see when they are there: not on the disk, but for
 * anybody to read. A line carries its number and the time just before it was given to the pipe, so what is found is
 * at most a look's distance too long, and lines that got lost are noticed.
 */
final class LineDelay implements AutoCloseable {
    /** As many as the pipe takes. */
    static final int FLAT_OUT = Integer.MAX_VALUE;

    private static final int LINE_BYTES = 90;
    private static final int NUMBER_BYTES = 12;
    private static final int TIME_BYTES = 19;
    /** A write of this size is never divided by a pipe. */
    private static final int MOST_AT_ONCE = 4096 / LINE_BYTES;

    private static final long LOOK_NANOS = 100_000;

    private final Path current;
    private final OutputStream output;
    private final byte[] block = new byte[MOST_AT_ONCE * LINE_BYTES];
    private volatile long written;
    private volatile boolean writing;
    private volatile IOException failure;

    private RandomAccessFile file;
    private Object key;
    private long position;
    private long seen;
    private long worstNanos;

    /** For a logger whose stamps, if any, have one length. Lines that are there already are passed over. */
    LineDelay(Path current, OutputStream output) {
        this.current = current;
        this.output = output;
    }

    /** Milliseconds that the slowest line took, of those written for so long at that rate. */
    double worst(int seconds, int linesPerSecond) throws IOException, InterruptedException {
        if (file == null && open()) {
            position = file.length();
        }
        worstNanos = 0;
        writing = true;
        Thread writer = new Thread(() -> write(seconds, linesPerSecond), "writer");
        writer.start();
        long deadline = Long.MAX_VALUE;
        while (writing || seen < written) {
            if (!look()) {
                LockSupport.parkNanos(LOOK_NANOS);
            }
            if (!writing && deadline == Long.MAX_VALUE) {
                deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(seen + " of " + written + " lines have come to " + current);
            }
        }
        writer.join();
        if (failure != null) {
            throw failure;
        }
        return worstNanos / 1e6;
    }

    // ---- the writer's thread ----

    private void write(int seconds, int linesPerSecond) {
        try {
            long begin = System.nanoTime();
            long end = begin + TimeUnit.SECONDS.toNanos(seconds);
            int atOnce = Math.max(1, linesPerSecond == FLAT_OUT ? MOST_AT_ONCE : linesPerSecond / 1000);
            long gap = linesPerSecond == FLAT_OUT ? 0 : TimeUnit.SECONDS.toNanos(atOnce) / linesPerSecond;
            for (long n = 0; System.nanoTime() < end; n++) {
                long due = begin + n * gap;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                for (int left = atOnce; left > 0; left -= MOST_AT_ONCE) {
                    writeLines(Math.min(left, MOST_AT_ONCE));
                }
            }
        } catch (IOException e) {
            failure = e;
        } finally {
            writing = false;
        }
    }

    private void writeLines(int lines) throws IOException {
        long now = System.nanoTime();
        for (int i = 0; i < lines; i++) {
            int start = i * LINE_BYTES;
            block[start] = '#';
            digits(written + i, start + 1, NUMBER_BYTES);
            block[start + 1 + NUMBER_BYTES] = ' ';
            digits(now, start + 2 + NUMBER_BYTES, TIME_BYTES);
            for (int k = start + 2 + NUMBER_BYTES + TIME_BYTES; k < start + LINE_BYTES - 1; k++) {
                block[k] = '-';
            }
            block[start + LINE_BYTES - 1] = '\n';
        }
        output.write(block, 0, lines * LINE_BYTES);
        output.flush();
        written += lines; // this thread alone changes it
    }

    private void digits(long number, int offset, int count) {
        long left = number;
        for (int i = offset + count - 1; i >= offset; i--) {
            block[i] = (byte) ('0' + left % 10);
            left /= 10;
        }
    }

    // ---- the caller's thread ----

    /** Whether new lines were there. All lines have one length, so only the first of them, the oldest, is read. */
    private boolean look() throws IOException {
        if (file == null && !open()) {
            return false;
        }
        if (take()) {
            return true;
        }
        if (isRotated()) {
            take(); // what came between the two looks
            close();
            return open() && take();
        }
        return false;
    }

    private boolean open() throws IOException {
        try {
            Object before = keyOfCurrent();
            file = new RandomAccessFile(current.toFile(), "r");
            key = keyOfCurrent();
            position = 0;
            if (before.equals(key)) {
                return true;
            }
            close(); // it may be either
        } catch (NoSuchFileException | FileNotFoundException e) {
            // Not there yet, or just renamed.
        }
        return false;
    }

    private boolean isRotated() throws IOException {
        try {
            return !keyOfCurrent().equals(key);
        } catch (NoSuchFileException e) {
            return false; // soon
        }
    }

    private Object keyOfCurrent() throws IOException {
        return Files.readAttributes(current, BasicFileAttributes.class).fileKey();
    }

    @Override
    public void close() throws IOException {
        if (file != null) {
            file.close();
            file = null;
        }
    }

    private boolean take() throws IOException {
        long bytes = file.length() - position;
        if (bytes < LINE_BYTES) {
            return false;
        }
        byte[] first = new byte[2 * LINE_BYTES];
        file.seek(position);
        int count = file.read(first);
        String text = new String(first, 0, count, StandardCharsets.US_ASCII);
        int mark = text.indexOf('#');
        int length = mark + LINE_BYTES;
        if (mark < 0 || bytes < length) {
            return false;
        }
        long now = System.nanoTime();
        long number = Long.parseLong(text.substring(mark + 1, mark + 1 + NUMBER_BYTES));
        if (number != seen) {
            throw new IllegalStateException("line " + number + " of " + current + " is where " + seen + " is due");
        }
        int from = mark + 2 + NUMBER_BYTES;
        worstNanos = Math.max(worstNanos, now - Long.parseLong(text.substring(from, from + TIME_BYTES)));
        seen += bytes / length;
        position += bytes / length * length;
        return true;
    }
}
