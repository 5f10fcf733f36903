package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What svlogd makes of what it finds. Source: svlogd(8), LOG DIRECTORY. */
final class SvlogdTakeoverTest {

    /** u+x says that current was closed in order; one that was not is put aside, as it is. */
    @ParameterizedTest(name = "current of mode {0}")
    @CsvSource({
        "744, 'current 744'",
        "755, 'current 744'",
        "100, 'current 744'",
        "700, 'current 744'",
        "644, '@0.u 644, current 744'",
        "600, '@0.u 600, current 744'",
        "444, '@0.u 444, current 744'",
        "0, '@0.u 0, current 744'",
        "655, '@0.u 655, current 744'"
    })
    void theModeOfCurrent(String mode, String expected) {
        Picture seen = Compared.of(log -> {
            log.directory().file("current", "old\n", Integer.parseInt(mode, 8));
            log.options("-v").feed("new\n");
        });
        assertEquals(expected + ", lock 600", seen.modes());
        boolean appended = expected.startsWith("current");
        assertEquals(appended ? "old\nnew\n" : "new\n", seen.content("current"));
        assertEquals(
                "svlogd: info: " + (appended ? "append" : "new") + ": d/current\nsvlogd: info: close: d\n", seen.err());
    }

    /** An empty current is used, whatever its mode. */
    @ParameterizedTest(name = "of mode {0}")
    @CsvSource({"644", "744"})
    void anEmptyCurrent(String mode) {
        Picture seen = Compared.of(log -> {
            log.directory().file("current", "", Integer.parseInt(mode, 8));
            log.options("-v").feed("new\n");
        });
        assertEquals("current 744, lock 600", seen.modes());
        assertEquals("svlogd: info: append: d/current\nsvlogd: info: close: d\n", seen.err());
    }

    @Test
    void anUnfinishedLastLineIsAppendedTo() {
        Picture seen = Compared.of(log -> {
            log.directory().file("current", "par", 0744);
            log.feed("new\n");
        });
        assertEquals("parnew\n", seen.content("current"));
    }

    /** The size of what is there counts. */
    @Test
    void theSizeOfWhatIsThereCounts() {
        Picture seen = Compared.of(log -> {
            log.directory().file("current", "0123456789".repeat(6), 0744);
            log.options("-l", "20", "-b", "64").config("s50").feed("new\nx\n");
        });
        assertEquals("@0.s 60, current 6", seen.sizes());
    }

    /** Unprocessed files, half-processed ones and state stay until a rotation, and a .u for ever. */
    @Test
    void leftoversOfAProcessor() {
        Picture seen = Compared.of(log -> {
            leftovers(log).config("!cat\n").feed("a\n");
        });
        assertEquals(
                "@0.t 644, @0.u 744, @1.u 644, config 644, current 744, lock 600, newstate 644, state 644",
                seen.modes());
    }

    @Test
    void leftoversOfAProcessorAndARotation() {
        Picture seen = Compared.of(log -> {
            leftovers(log).options("-l", "20", "-b", "64").config("s30\nn1\n!cat <&4; cat; echo new >&5\n");
            log.feed("0123456789\n");
        });
        assertEquals("@0.u 744, @1.u 644, @2.s 744, config 644, current 744, lock 600, state 644", seen.modes());
        assertEquals("state\n0123456789\n", seen.content("@2.s"));
        assertEquals("new\n", seen.content("state"));
    }

    private static Logging leftovers(Logging log) {
        log.directory()
                .file("@400000000000000100000000.u", "u\n", 0744)
                .file("@400000000000000100000000.t", "t\n", 0644)
                .file("@400000000000000200000000.u", "v\n", 0644)
                .file("state", "state\n", 0644)
                .file("newstate", "newstate\n", 0644);
        return log;
    }

    @Test
    void withoutInputNothingChanges() {
        Picture seen = Compared.of(log -> {
            log.directory().file("current", "old\n", 0744);
            log.feed("");
        });
        assertEquals("current 744, lock 600", seen.modes());
        assertEquals("old\n", seen.content("current"));
    }

    @Test
    void withoutInputAnInterruptedCurrentIsPutAside() {
        Picture seen = Compared.of(log -> {
            log.directory().file("current", "old\n", 0644);
            log.feed("");
        });
        assertEquals("@0.u 644, current 744, lock 600", seen.modes());
    }

    /** kill -9 leaves current open; the next one of either suite puts it aside, and every line is there. */
    @Test
    void afterAKill() {
        for (Suite first : Suite.values()) {
            if (!first.chosen()) {
                continue;
            }
            Picture seen = Compared.of(log -> {
                LogDirectory directory = log.directory();
                try (Logging killed = new Logging(first)) {
                    killed.directory().config("s30\nn0");
                    killed.options("-l", "20", "-b", "64").start();
                    killed.write("0123456789\na\nb\n").awaitCurrent("a\nb\n");
                    killed.process().destroyForcibly();
                    killed.awaitExit();
                    for (String name : killed.directory().names()) {
                        int mode = Integer.parseInt(killed.directory().mode(name), 8);
                        directory.file(name, killed.directory().content(name), mode);
                    }
                }
                log.options("-l", "20", "-b", "64").feed("c\n");
            });
            assertEquals("@0.s 11, @1.u 4, current 2", seen.sizes(), "killed: " + first);
            assertEquals("@0.s 744, @1.u 644, config 644, current 744, lock 600", seen.modes());
        }
    }

    /** One directory in the hands of C, ours, C, ours: as if there had been one svlogd. */
    @Test
    void handover() {
        List<Suite> turns = new ArrayList<>();
        for (int turn = 0; turn < 3; turn++) {
            for (Suite suite : Suite.values()) {
                if (suite.chosen()) {
                    turns.add(suite);
                }
            }
        }
        String config = "s100\nn0\n!cat <&4 >/dev/null; cat; cat <&4 >/dev/null; echo state >&5\n";
        try (Logging home = new Logging(turns.get(0))) {
            home.directory().config(config);
            int number = 0;
            StringBuilder written = new StringBuilder();
            for (Suite suite : turns) {
                StringBuilder part = new StringBuilder();
                for (int line = 0; line < 37; line++) {
                    part.append("line ").append(number++).append('\n');
                }
                written.append(part);
                try (Logging turn = new Logging(suite)) {
                    turn.options("-l", "20", "-b", "64");
                    turn.startWith(List.of(
                            "-l", "20", "-b", "64", home.directory().path().toString()));
                    turn.write(part.toString()).end();
                    assertEquals(0, turn.exit(), turn.errors());
                    assertEquals("", turn.errors());
                }
            }
            assertEquals(written.toString(), home.directory().everything());
            List<Integer> sizes = SvlogdRotationTest.model(100, 20, written.toString());
            List<String> old = home.directory().old();
            assertEquals(old, home.directory().old(".s"));
            assertEquals(sizes.size() - 1, old.size());
            for (int file = 0; file < old.size(); file++) {
                assertEquals(
                        sizes.get(file), home.directory().content(old.get(file)).length());
                assertEquals("744", home.directory().mode(old.get(file)));
            }
            assertEquals("state\n", home.directory().content("state"));
        }
    }
}
