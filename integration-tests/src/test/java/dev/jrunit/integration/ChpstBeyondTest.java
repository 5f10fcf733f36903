package dev.jrunit.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The options that C's chpst does not have, by what the program finds. */
@Timeout(600) // many processes, one after the other, beside many others
final class ChpstBeyondTest {
    private final BothChpst both = new BothChpst();

    @BeforeEach
    void haveOurs() {
        assumeTrue(Suite.JRUNIT.chosen());
    }

    @AfterEach
    void removeFolder() {
        both.close();
    }

    private Outcome ours(String... arguments) {
        return both.chpst(Suite.JRUNIT, arguments);
    }

    /** What the state says after {@code name} when there is nothing but these options. */
    private String state(String name, String... options) {
        List<String> words = new ArrayList<>(List.of(options));
        words.add(BothChpst.STATE);
        Outcome outcome = ours(words.toArray(String[]::new));
        assertEquals(0, outcome.exit(), outcome::toString);
        return outcome.out()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line -> line.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private void assertNobodyCannot(String message, String... arguments) {
        if (both.canBeNobody()) {
            List<String> command = new ArrayList<>(List.of(BothChpst.CHPST));
            command.addAll(List.of(arguments));
            command.add("true");
            assertEquals(
                    new Outcome(111, "", "chpst: fatal: " + message + "\n"),
                    both.run(Suite.JRUNIT, BothChpst.asNobody(command)));
        }
    }

    @Test
    void umask() {
        assertEquals("0027", state("Umask", "--umask", "027"));
        assertEquals("0777", state("Umask", "--umask=777"));
    }

    @Test
    void environmentFile() {
        both.file("lines", "# comment\n\nA=with = and \"quotes\"\nserver.port=81\n\u00e9=\u00e8\n");
        assertEquals(
                new Outcome(0, "A=with = and \"quotes\"\nserver.port=81\n\u00e9=\u00e8\n", ""),
                ours("--env-file", "lines", "sh", "-c", "tr '\\0' '\\n' </proc/$$/environ | tail -3"));
        assertEquals(
                new Outcome(111, "", "chpst: fatal: unable to read none: file does not exist\n"),
                ours("--env-file", "none", "true"));
    }

    @Test
    void processors() {
        String all = state("Cpus_allowed_list");
        String first = all.split("[-,]", -1)[0];
        assertEquals(first, state("Cpus_allowed_list", "--cpus", first));
        assertEquals(
                new Outcome(111, "", "chpst: fatal: unable to use only these processors: invalid argument\n"),
                ours("--cpus", "4095", "true"));
    }

    @Test
    void outOfMemoryScore() {
        assertEquals("1000", state("score", "--oom-score-adj", "1000"));
        assertNobodyCannot("unable to set out-of-memory score: -1000: access denied", "--oom-score-adj", "-1000");
    }

    @Test
    void inputOutputPriority() {
        assertEquals(String.valueOf(3 << 13), state("io", "--ionice", "idle"));
        assertEquals(String.valueOf(2 << 13 | 6), state("io", "--ionice", "best-effort:6"));
        assertNobodyCannot("unable to set input/output priority: permission denied", "--ionice", "realtime:0");
    }

    @Test
    void noNewPrivileges() {
        assertEquals("0", state("NoNewPrivs"));
        assertEquals("1", state("NoNewPrivs", "--no-new-privs"));
    }

    @Test
    void capabilities() {
        assumeTrue(both.isRoot());
        long before = Long.parseLong(state("CapBnd"), 16);
        assertEquals(
                before & ~1L & ~(1L << 13), Long.parseLong(state("CapBnd", "--cap-drop", "chown,CAP_NET_RAW"), 16));
        assertEquals(before & ~1L, Long.parseLong(state("CapEff", "--cap-drop", "chown"), 16) & before);
        assertEquals("0".repeat(16), state("CapEff", "--cap-drop", "all"));
        assertEquals("0".repeat(16), state("CapBnd", "--cap-drop", "all", "-u", "nobody"));
        assertNobodyCannot("unable to drop capability: kill: permission denied", "--cap-drop", "kill");
    }

    /** The signal comes when the shell between ends, whose child the program is. */
    @Test
    void parentsEnd() {
        String program = Suite.JRUNIT.program("chpst");
        String script = program + " --pdeathsig TERM sh -c 'trap \"echo told >told; exit\" TERM; echo $$ >ready;"
                + " while :; do sleep 0.02; done' & while [ ! -s ready ]; do sleep 0.02; done";
        assertEquals(0, both.run(Suite.JRUNIT, List.of("sh", "-c", script)).exit());
        Eventually.until(
                "the program was told", () -> Files.exists(both.folder().resolve("told")));
    }

    @Test
    void home() {
        String[] print = {"sh", "-c", "echo $HOME $USER $LOGNAME $SHELL"};
        assumeTrue(both.isRoot());
        assertEquals(
                new Outcome(0, "/usr/sbin daemon daemon /usr/sbin/nologin\n", ""),
                ours("-u", "daemon", "--home", print[0], print[1], print[2]));
        assertEquals(100, ours("--home", "true").exit());
        assertTrue(ours("--home", "true").err().startsWith("chpst: --home: there is no -u\n"));
    }

    @Test
    void versionAndHelp() {
        assertEquals(0, ours("--help").exit());
        assertTrue(ours("--help").out().contains("--cap-drop"));
        assertTrue(ours("--version").out().startsWith("chpst (jrunit) "));
        Outcome version = ours("-V");
        assertEquals(100, version.exit());
        assertTrue(version.err().startsWith("chpst (jrunit) ") && version.err().contains("usage: chpst "));
    }
}
