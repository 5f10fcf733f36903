package dev.jrunit.runsvdir;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.jrunit.cli.Output;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Standard error of a runsvdir under test; another thread writes it. */
final class Messages extends OutputStream {
    private static final long PATIENCE_SECONDS = 60;

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    final Reports reports;

    Messages(String scanPath) {
        this.reports = new Reports(new Output(this), scanPath);
    }

    @Override
    public void write(int oneByte) {
        throw new AssertionError("messages are written whole");
    }

    @Override
    public void write(byte[] bytes) {
        lines.add(new String(bytes, ISO_8859_1));
    }

    /** Ends the reports and fails if they were not these, each a line without its newline. */
    void assertAre(String... expected) throws InterruptedException {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < expected.length; i++) {
            String line = lines.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (line != null) {
                found.add(line.stripTrailing());
            }
        }
        reports.close();
        String more = lines.poll();
        if (more != null) {
            found.add(more.stripTrailing());
        }
        assertEquals(List.of(expected), found);
    }
}
