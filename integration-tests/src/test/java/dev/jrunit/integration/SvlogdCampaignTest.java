package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Signals and kills at random moments while numbered lines come in as fast as they are read. With
 * {@code -Djrunit.long=true} many more of them.
 */
final class SvlogdCampaignTest {

    private static final boolean LONG = Boolean.getBoolean("jrunit.long");
    private static final String CONFIG = "s20000\nn0\n";

    /** HUP, ALRM and TERM: no line is lost, none comes twice, none out of order. After TERM another svlogd goes on. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {20240501, 20240502})
    @Timeout(value = 20, unit = TimeUnit.MINUTES)
    void signals(long seed) {
        Compared.each(log -> {
            Random random = new Random(seed);
            int terms = 0;
            try (NumberedLines lines = new NumberedLines(log.home(), seed)) {
                log.config(CONFIG).options("-l", "100", "-b", "500").input(lines.path());
                start(log);
                for (int count = LONG ? 300 : 30; count > 0; count--) {
                    pause(random, 20_000_000);
                    switch (random.nextInt(6)) {
                        case 0 -> {
                            log.signal("TERM");
                            assertEquals(0, log.awaitExit());
                            terms++;
                            start(log);
                        }
                        case 1, 2 -> log.signal("HUP");
                        default -> log.signal("ALRM");
                    }
                }
                int written = finish(log, lines);
                NumberedLines.Found found =
                        NumberedLines.Found.in(log.directory().everything());
                List<Integer> missing = found.missing(written);
                // C drops what it has of a short line when TERM comes, and leaves the rest of that line to the next
                // one.
                int spoilt = log.ours() ? 0 : terms;
                assertTrue(
                        missing.size() <= spoilt,
                        missing + " are missing after " + terms + " TERM: " + found.fragments());
                assertTrue(
                        found.fragments().size() <= spoilt,
                        found.fragments() + " pieces of lines after " + terms + " TERM");
                assertEquals(List.of(), log.directory().old(".u"));
                assertEquals("", log.errors());
            }
        });
    }

    private static void start(Logging log) {
        log.start();
        log.await("it is open", () -> log.directory().mode("current").equals("644"));
    }

    private static void pause(Random random, int longestNanos) {
        Eventually.holds("time passes", Duration.ofNanos(random.nextInt(longestNanos)), () -> true);
    }

    /** The last svlogd reads all there is. @return how many lines were written */
    private static int finish(Logging log, NumberedLines lines) throws java.io.IOException {
        int written = lines.finish();
        assertEquals(0, log.awaitExit(Duration.ofSeconds(60)));
        return written;
    }

    /**
     * kill -9: what was read and not yet written is gone, as anybody's memory is. But the files are whole, the next
     * svlogd, of the other suite, takes over, and no line comes twice or out of order.
     */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {20240601})
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void kills(long seed) throws Exception {
        Random random = new Random(seed);
        int kills = LONG ? 240 : 24;
        List<Suite> suites = new ArrayList<>();
        for (Suite suite : Suite.values()) {
            if (suite.chosen()) {
                suites.add(suite);
            }
        }
        try (Logging home = new Logging(suites.get(0));
                NumberedLines lines = new NumberedLines(home.home(), seed)) {
            LogDirectory directory = home.config(CONFIG).directory();
            for (int kill = 0; kill < kills; kill++) {
                try (Logging log = new Logging(suites.get(random.nextInt(suites.size())))) {
                    log.input(lines.path());
                    log.startWith(List.of("-l", "100", "-b", "500", directory.toString()));
                    if (random.nextInt(4) > 0) {
                        log.await(
                                "it writes",
                                () -> directory.mode("current").equals("644")
                                        && !directory.content("current").isEmpty());
                    }
                    pause(random, 30_000_000);
                    log.process().destroyForcibly();
                    log.awaitExit();
                    assertEquals("", log.errors());
                }
            }
            int written;
            try (Logging last = new Logging(suites.get(0))) {
                last.input(lines.path()).startWith(List.of(directory.toString()));
                written = finish(last, lines);
            }
            NumberedLines.Found found = NumberedLines.Found.in(directory.everything());
            List<Integer> missing = found.missing(written);
            assertTrue(found.fragments().size() <= 2 * kills, found.fragments() + " pieces of lines");
            // A pipe holds 64 kB, and a buffer of svlogd's no more.
            assertTrue(missing.size() <= kills * 3000, missing.size() + " of " + written + " lines are missing");
            assertEquals(written - 1, (int) found.numbers().get(found.numbers().size() - 1));
            for (String name : directory.old(".s")) {
                assertEquals("744", directory.mode(name), name);
            }
            for (String name : directory.old(".u")) {
                assertEquals("644", directory.mode(name), name);
                assertTrue(!directory.content(name).isEmpty(), name);
            }
        }
    }
}
