package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.function.Executable;

/**
 * Every command word in every status against a service directory whose runsv is played here: what sv writes to the
 * control pipe, says and returns. Expected: the rows of sv-commands.txt. Source: sv(8), COMMANDS.
 */
final class SvCommandTableTest {

    private static final int PID = 99;

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void run(World world) throws IOException {
        check(world, "run", 0, 'u', 0, 1);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void down(World world) throws IOException {
        check(world, "down", 0, 'd', 0, 0);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void runWantDownGotTerm(World world) throws IOException {
        check(world, "run, want down, got TERM", 0, 'd', 1, 1);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void downWantUp(World world) throws IOException {
        check(world, "down, want up", 0, 'u', 0, 0);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void runWantDown(World world) throws IOException {
        check(world, "run, want down", 0, 'd', 0, 1);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void finish(World world) throws IOException {
        check(world, "finish", 0, 'u', 0, 2);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void runGotTerm(World world) throws IOException {
        check(world, "run, got TERM", 0, 'u', 1, 1);
    }

    @Conformance({Supervision.C_RUNSV, Supervision.RUNSV})
    void runPaused(World world) throws IOException {
        check(world, "run, paused", 1, 'u', 0, 1);
    }

    private static void check(World world, String status, int paused, char want, int gotTerm, int state)
            throws IOException {
        world.with("SVWAIT", "0");
        List<Row> rows = rows(status);
        assertEquals(false, rows.isEmpty(), status);
        String usage = "usage: sv [-v] [-w sec] command service ...\n\n";
        List<Executable> checks = new ArrayList<>();
        try (PlayedRunsv runsv = new PlayedRunsv(world.service("played"))) {
            for (Row row : rows) {
                runsv.show(paused, want, gotTerm, state);
                Outcome outcome = world.sv(row.command(), "played").normalised();
                String error = row.exit() == 100 ? usage : "";
                String heard = runsv.heard();
                checks.add(() -> assertEquals(
                        row + "; " + error,
                        new Row(status, row.command(), heard, outcome.exit(), outcome.out()) + "; " + outcome.err()));
            }
        }
        assertAll(status, checks);
    }

    private static List<Row> rows(String status) throws IOException {
        List<Row> rows = new ArrayList<>();
        try (InputStream table = SvCommandTableTest.class.getResourceAsStream("/sv-commands.txt")) {
            for (String line :
                    new String(table.readAllBytes(), US_ASCII).lines().toList()) {
                String[] cells = line.split("\\|", -1);
                if (cells.length == 5 && cells[0].trim().equals(status)) {
                    String out = cells[4].trim().replace("NAME", "played");
                    rows.add(new Row(
                            status,
                            cells[1].trim(),
                            cells[2].trim(),
                            Integer.parseInt(cells[3].trim()),
                            out.isEmpty() ? "" : out + "\n"));
                }
            }
        }
        return rows;
    }

    private record Row(String status, String command, String bytes, int exit, String out) {}

    /** Holds ok and control open, and writes the status that the case wants. */
    private static final class PlayedRunsv implements AutoCloseable {
        private final Path supervise;
        private final RandomAccessFile ok;
        private final RandomAccessFile control;
        private final FileInputStream heard;

        PlayedRunsv(ServiceFolder service) throws IOException {
            supervise = service.sleeper().supervise();
            Files.createDirectory(supervise);
            fifo(supervise.resolve("ok"));
            fifo(supervise.resolve("control"));
            ok = new RandomAccessFile(supervise.resolve("ok").toFile(), "rw");
            control = new RandomAccessFile(supervise.resolve("control").toFile(), "rw");
            heard = new FileInputStream(supervise.resolve("control").toFile());
        }

        private static void fifo(Path path) throws IOException {
            Process process = Spawning.start(new ProcessBuilder("mkfifo", path.toString()));
            Eventually.until("mkfifo", () -> !process.isAlive());
            assertEquals(0, process.exitValue());
        }

        void show(int paused, char want, int gotTerm, int state) throws IOException {
            ByteBuffer status = ByteBuffer.allocate(Status.LENGTH);
            status.putLong((1L << 62) + 10 + System.currentTimeMillis() / 1000 - 5)
                    .putInt(0);
            status.order(ByteOrder.LITTLE_ENDIAN).putInt(state == 0 ? 0 : PID);
            status.put((byte) paused).put((byte) want).put((byte) gotTerm).put((byte) state);
            Files.write(supervise.resolve("status"), status.array());
        }

        /** What was written to control since the last call. */
        String heard() {
            try {
                byte[] bytes = new byte[heard.available()];
                // Not for none: that would wait. Not readNBytes either: it asks for the position.
                int got = bytes.length == 0 ? 0 : heard.read(bytes);
                return new String(bytes, 0, got, US_ASCII);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            heard.close();
            control.close();
            ok.close();
        }
    }
}
