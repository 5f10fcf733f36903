package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.IntStream;

/** The wall clock jumps forward and back while services run: nothing but the stamps changes. */
final class ClockTest {
    private static final Path LIBRARY = Path.of(
            "/usr/lib",
            System.getProperty("os.arch").replace("amd64", "x86_64") + "-linux-gnu",
            "faketime/libfaketimeMT.so.1");

    /** Numbered lines. A copy that has written its first one notes that in {@code begun}. */
    private static final String LINES = """
            #!/usr/bin/perl
            syswrite STDOUT, ++$n . "\\n";
            open my $begun, '>>', 'begun';
            syswrite $begun, "$$\\n";
            while (1) {
                select undef, undef, undef, 0.005;
                syswrite STDOUT, ++$n . "\\n";
            }
            """;

    @Conformance({Supervision.RUNSV, Supervision.HOSTED})
    void aClockThatJumpsChangesNothing(World world) throws IOException {
        assumeTrue(Files.exists(LIBRARY), LIBRARY + " is missing: integration-tests/prepare installs faketime");
        Path clock = world.home().resolve("clock");
        set(clock, "+0");
        world.with("LD_PRELOAD", LIBRARY.toString())
                .with("FAKETIME_DONT_FAKE_MONOTONIC", "1")
                .with("FAKETIME_NO_CACHE", "1")
                .with("FAKETIME_TIMESTAMP_FILE", clock.toString());
        ServiceFolder ending = world.service("a").run("echo x >>starts");
        ServiceFolder logged = world.service("b").executable("run", LINES);
        logged.log().text("config", "s20000\nn0\nt2\n");
        world.supervise(ending);
        world.supervise(logged);
        long pid = logged.awaitRunning();
        int copies = 1;
        awaitBegun(logged, copies);
        for (String offset : List.of("+7200", "-7200", "+100000000", "-100000000", "+0")) {
            set(clock, offset);
            long begin = System.nanoTime();
            int before = ending.lines("starts").size();
            Eventually.until(
                    "it is started again at " + offset,
                    () -> ending.lines("starts").size() >= before + 3);
            long seconds = (System.nanoTime() - begin) / 1_000_000_000;
            assertTrue(ending.lines("starts").size() <= before + seconds + 3, "no more than once a second");
            assertEquals(0, world.sv("restart", logged.path().toString()).exit(), offset);
            pid = logged.awaitRunning(pid);
            copies++;
            awaitBegun(logged, copies);
        }
        world.supervisors().forEach(Process::destroy);
        world.supervisors().forEach(World::awaitExit);
        assertAllLinesAreThere(new LogDirectory(logged.log().path()));
        removeLeftovers();
    }

    /** A copy that gets TERM before that has no line in the log. */
    private static void awaitBegun(ServiceFolder logged, int copies) {
        Eventually.equal("copies", copies, () -> logged.lines("begun").size());
    }

    /** Six copies have written from 1 on. Which old file came first its name, made of the clock, does not tell. */
    private static void assertAllLinesAreThere(LogDirectory log) {
        List<List<Integer>> files = log.names().stream()
                .filter(name -> name.startsWith("@") || name.equals("current"))
                .map(name -> log.content(name).lines().map(Integer::parseInt).toList())
                .toList();
        int[] counts = files.stream()
                .flatMap(List::stream)
                .mapToInt(line -> line)
                .sorted()
                .toArray();
        int[] firsts = IntStream.of(counts).filter(line -> line == 1).toArray();
        assertEquals(6, firsts.length);
        for (int number = 1; number < counts[counts.length - 1]; number++) {
            int wanted = number;
            assertTrue(IntStream.of(counts).anyMatch(line -> line == wanted), wanted + " is missing");
        }
        for (List<Integer> lines : files) {
            for (int at = 1; at < lines.size(); at++) {
                int next = lines.get(at);
                assertTrue(next == 1 || next == lines.get(at - 1) + 1, next + " comes after " + lines.get(at - 1));
            }
        }
    }

    /** Every process of that library's leaves two files behind if it is killed or becomes another program. */
    private static void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of("/dev/shm"), "*faketime_s*")) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!Pids.alive(Long.parseLong(name.substring(name.lastIndexOf('_') + 1)))) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void set(Path clock, String offset) throws IOException {
        Path draft = clock.resolveSibling("clock.draft");
        Files.writeString(draft, offset + "\n");
        Files.move(draft, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
