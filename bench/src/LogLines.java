import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Input for loggers: lines of 90 bytes, their newline included, as a web service writes them. The star of a svlogd
 * pattern ends at the first letter that fits; in these lines that is the right one for each pattern of {@link LogCase},
 * so that patterns and s6-log's expressions select the same lines.
 */
final class LogLines {
    static final int LINE_BYTES = 90;

    private static final String[] LEVELS = {"INFO ", "INFO ", "DEBUG", "INFO ", "WARN ", "INFO ", "TRACE", "ERROR"};
    private static final String[] PATHS = {"/item/", "/health", "/cart/", "/metric ", "/item/"};
    private static final int[] STATUSES = {200, 200, 302, 200, 404, 200, 500};

    private LogLines() {}

    /** Writes about {@code megabytes} times 1,000,000 bytes of whole lines to {@code file}. */
    static Path write(Path file, int megabytes) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 20)) {
            for (int i = 0; i < megabytes * 1_000_000L / LINE_BYTES; i++) {
                out.write(line(i).getBytes(StandardCharsets.US_ASCII));
            }
        }
        return file;
    }

    private static String line(int i) {
        String text = "2026-01-02 12:00:00." + (100 + i % 900) + " " + LEVELS[i % LEVELS.length] + " [" + i % 32
                + "] GET " + PATHS[i % PATHS.length] + i + " status=" + STATUSES[i % STATUSES.length] + " in "
                + i % 97 + " ms";
        return text + "-".repeat(LINE_BYTES - 1 - text.length()) + "\n";
    }
}
