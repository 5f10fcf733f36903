package dev.jrunit.integration;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A process that writes numbered lines of different lengths to a FIFO, in blocks that end anywhere, some after a pause,
 * until it is told to stop. This holds the FIFO open, so that a reader may follow another.
 */
final class NumberedLines implements AutoCloseable {

    private static final String WRITER = """
            my ($fifo, $enough, $seed) = @ARGV;
            srand $seed;
            open my $out, '>', $fifo or die;
            my ($number, $held, $last) = (0, '', 0);
            until ($last && $held eq '') {
                while (!$last && length $held < 4000) {
                    $last = $number % 64 == 0 && -e $enough;
                    $held .= sprintf "%08d %s.\\n", $number++, 'x' x (rand(10) < 1 ? rand(300) : rand(30));
                }
                my $written = syswrite $out, $held, 1 + int rand(rand(4) < 1 ? 4000 : 200);
                die unless defined $written;
                substr $held, 0, $written, '';
                select undef, undef, undef, 0.001 if rand(20) < 1;
            }
            print $number;
            """;

    /** A line as it was written, and its number. */
    static final Pattern LINE = Pattern.compile("(\\d{8}) x*\\.");

    private final Path folder;
    private final RandomAccessFile fifo;
    private final Process writer;

    NumberedLines(Path folder, long seed) throws IOException, InterruptedException {
        this.folder = folder;
        assertEquals(
                0,
                Spawning.start(new ProcessBuilder("mkfifo", path().toString())).waitFor());
        fifo = new RandomAccessFile(path().toFile(), "rw");
        writer = Spawning.start(new ProcessBuilder(
                        "perl",
                        "-e",
                        WRITER,
                        path().toString(),
                        folder.resolve("enough").toString(),
                        "" + seed)
                .redirectInput(new File("/dev/null"))
                .redirectOutput(folder.resolve("count").toFile()));
    }

    /** The FIFO. */
    Path path() {
        return folder.resolve("lines");
    }

    /** Lets the writer come to an end, which needs a reader. @return how many lines there were */
    int finish() throws IOException {
        Files.createFile(folder.resolve("enough"));
        Eventually.until("the writer has ended", () -> !writer.isAlive());
        assertEquals(0, writer.exitValue());
        String count = Files.readString(folder.resolve("count"), ISO_8859_1);
        fifo.close();
        return Integer.parseInt(count);
    }

    @Override
    public void close() throws IOException {
        writer.destroyForcibly();
        fifo.close();
    }

    /** What was found in the logs. */
    record Found(List<Integer> numbers, List<String> fragments) {

        /** The complete lines of these logs, in their order, and what is no such line, with the line before it. */
        static Found in(String logs) {
            List<Integer> numbers = new ArrayList<>();
            List<String> fragments = new ArrayList<>();
            String last = "";
            for (String line : logs.split("\n", -1)) {
                if (LINE.matcher(line).matches()) {
                    numbers.add(Integer.parseInt(line.substring(0, 8)));
                } else if (!line.isEmpty()) {
                    fragments.add(last + " | " + line);
                }
                last = line;
            }
            return new Found(numbers, fragments);
        }

        /** None twice, none out of order. @return those of so many lines that are missing */
        List<Integer> missing(int count) {
            List<Integer> missing = new ArrayList<>();
            int next = 0;
            for (int number : numbers) {
                assertTrue(number >= next, "line " + number + " comes after line " + (next - 1));
                for (; next < number; next++) {
                    missing.add(next);
                }
                next++;
            }
            assertTrue(next <= count, "line " + (next - 1) + " of " + count);
            for (; next < count; next++) {
                missing.add(next);
            }
            return missing;
        }
    }
}
