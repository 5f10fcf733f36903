package dev.jrunit.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class QueuedOutputTest {
    private final BlockingQueue<String> written = new LinkedBlockingQueue<>();
    private final Semaphore mayWrite = new Semaphore(0);
    private final Output slow = new Output(new OutputStream() {
        @Override
        public void write(int oneByte) {
            throw new AssertionError("messages are written whole");
        }

        @Override
        public void write(byte[] bytes) {
            mayWrite.acquireUninterruptibly();
            written.add(new String(bytes, ISO_8859_1));
        }
    });

    private String next() throws InterruptedException {
        return written.poll(60, TimeUnit.SECONDS);
    }

    private void awaitWriterWaits() {
        while (!mayWrite.hasQueuedThreads()) {
            Thread.onSpinWait();
        }
    }

    /** Whoever prints is not held up; what had no room is counted, and that is told before the next message. */
    @Test
    void whatHasNoRoomIsDroppedAndCounted() throws InterruptedException {
        QueuedOutput output = new QueuedOutput(slow, "tool");
        output.print("0");
        awaitWriterWaits();
        for (int i = 1; i <= 1500; i++) {
            output.print(Integer.toString(i));
        }
        mayWrite.release(3);
        for (int i = 0; i < 3; i++) {
            assertEquals(Integer.toString(i), next());
        }
        awaitWriterWaits(); // it has taken three from the queue, so that there is room for two
        output.print("more");
        mayWrite.release(2000);
        for (int i = 3; i <= 1000; i++) {
            assertEquals(Integer.toString(i), next());
        }
        assertEquals("tool: warning: 500 messages were lost\n", next());
        assertEquals("more", next());
    }

    /** One that never takes anything does not keep the process. */
    @Test
    void closeDoesNotWaitForEver() {
        QueuedOutput output = new QueuedOutput(slow, "tool");
        output.print("one\n");
        output.close();
        assertTrue(written.isEmpty());
        mayWrite.release();
    }
}
