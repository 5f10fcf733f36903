package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random option lists: ours exits as C's does, with a usage message or not, and prints the same. The seed is the name's. */
@Timeout(600) // many processes, one after the other, beside many others
final class ChpstRandomOptionsTest {
    private static final int LISTS = 25;
    private static final String[] WORDS = {
        "-u",
        "-unobody",
        ":1:2",
        "-U",
        "-Uroot",
        "-b",
        "-bname",
        "-e",
        "env",
        "-n",
        "-1",
        "+3",
        "-n5",
        "x",
        "-l",
        "-Llock",
        "lock",
        "-d999999999",
        "-m900000000",
        "-m7x",
        "-o",
        "100",
        "-o=",
        "-p",
        "-f",
        "5000000",
        "-c",
        "-c0",
        "-r9",
        "-t",
        "-t99",
        "-v",
        "-P",
        "-0",
        "-vP0",
        "-02v",
        "-z",
        "-a",
        "-V0",
        "-",
        "",
        "-v-",
        "-nv"
    };

    /** As the table has no word that C's 2.1.2 lacks, nor one that prints what is the suite's own. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void bothAgree(long seed) {
        assumeTrue(Suite.C.chosen() && Suite.JRUNIT.chosen());
        Random random = new Random(seed);
        try (BothChpst both = new BothChpst()) {
            both.file("env/E", "value");
            for (int list = 0; list < LISTS; list++) {
                List<String> command = new ArrayList<>(List.of(BothChpst.CHPST));
                for (int count = random.nextInt(6); count > 0; count--) {
                    command.add(WORDS[random.nextInt(WORDS.length)]);
                }
                command.addAll(List.of("sh", "-c", "echo $0 $UID $GID $E; ulimit -n; exit 7", "word"));
                String expected = text(both.run(Suite.C, command));
                assertEquals(expected, text(both.run(Suite.JRUNIT, command)), command::toString);
            }
        }
    }

    /** Of a wrong usage only that it is one: C stops at the first wrong word, ours has read all of them. */
    private static String text(Outcome outcome) {
        boolean isUsage = outcome.err().contains("usage: ");
        return outcome.exit() + "\n" + outcome.out() + "\n" + (isUsage ? "usage" : outcome.err());
    }
}
