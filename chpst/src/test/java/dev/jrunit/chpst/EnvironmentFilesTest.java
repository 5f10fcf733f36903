package dev.jrunit.chpst;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Variables from files. Source: chpst(8), -e. */
class EnvironmentFilesTest {
    private final Call call = new Call();

    private List<String> environment(String... arguments) {
        assertEquals(0, call.run("chpst", arguments), call.errors());
        return call.executed().environment();
    }

    @Test
    void firstLines() {
        assertEquals("v1", EnvironmentFiles.firstLine("v1 \t \nrest"));
        assertEquals("no end", EnvironmentFiles.firstLine("no end"));
        assertEquals("", EnvironmentFiles.firstLine("\nrest"));
        assertEquals("", EnvironmentFiles.firstLine(" \t "));
        assertEquals(" lead", EnvironmentFiles.firstLine(" lead"));
        assertEquals("\n\n", EnvironmentFiles.firstLine("\0\0\n"));
        assertEquals("abc\n", EnvironmentFiles.firstLine("abc\0  \n"));
        assertEquals("x \t\n", EnvironmentFiles.firstLine("x \t\0 \t\n"));
        assertEquals("tab\there\r", EnvironmentFiles.firstLine("tab\there\r\n"));
    }

    @Test
    void emptyAndMissingFilesUnset() {
        call.fake.setEnvironment("PATH=/bin", "A=1", "B=2", "C=3");
        call.fake.disk().file("/env/A", "");
        call.fake.disk().link("/env/B", "/nowhere");
        call.fake.disk().file("/env/C", "\n");
        assertEquals(List.of("PATH=/bin", "C="), environment("-e", "/env", "prog"));
    }

    @Test
    void namesWithADotInFrontAreNoVariables() {
        call.fake.disk().file("/env/.hidden", "x");
        call.fake.disk().file("/env/we ird", "q");
        call.fake.disk().file("/env/a=b", "q");
        List<String> found = environment("-e", "/env", "prog");
        assertTrue(found.containsAll(List.of("we ird=q", "a=b=q")), found::toString);
        assertEquals(4, found.size());
    }

    @Test
    void largeFilesAreReadToTheEnd() {
        String value = "x".repeat(20_000);
        call.fake.disk().file("/env/LARGE", value);
        assertTrue(environment("-e", "/env", "prog").contains("LARGE=" + value));
    }

    @Test
    void subdirectoriesArePassedOverOrTold() {
        call.fake.disk().directory("/env/sub");
        environment("-e", "/env", "prog");
        assertEquals("", call.errors());
        environment("-v", "-e", "/env", "prog");
        assertEquals("chpst: warning: unable to read /env/sub: is a directory\n", call.errors());
        assertEquals(111, call.run("envdir", "/env", "prog"));
        assertEquals("chpst: fatal: unable to read /env/sub: is a directory\n", call.errors());
    }

    @Test
    void whatCannotBeReadIsFatal() {
        call.fake.disk().file("/env/A", "x");
        call.fake.disk().permissions("/env/A", 0);
        assertEquals(111, call.run("chpst", "-e", "/env", "prog"));
        assertEquals("chpst: fatal: unable to read /env/A: access denied\n", call.errors());
        call.fake.faults().always("readdir", "/env/.", Errno.EIO);
        assertEquals(111, call.run("chpst", "-e", "/env", "prog"));
        assertEquals("chpst: fatal: unable to open directory: /env: input/output error\n", call.errors());
    }

    @Test
    void linesOfAFile() {
        call.fake.setEnvironment("PATH=/bin", "A=1");
        call.fake.disk().file("/lines", "# comment\n\n  \t\nA=2\n B=with = and \"quotes\" \nC=\nlast=\u00e9");
        assertEquals(
                List.of("PATH=/bin", "A=2", "B=with = and \"quotes\" ", "C=", "last=\u00e9"),
                environment("--env-file", "/lines", "prog"));
    }

    @Test
    void laterFilesWinAndAllOfThemOverTheDirectory() {
        call.fake.disk().file("/env/A", "directory");
        call.fake.disk().file("/env/B", "directory");
        call.fake.disk().file("/one", "A=one\nC=one\n");
        call.fake.disk().file("/two", "C=two\n");
        List<String> found = environment("--env-file", "/one", "-e", "/env", "--env-file=/two", "prog");
        assertTrue(found.containsAll(List.of("A=one", "B=directory", "C=two")), found::toString);
    }

    @Test
    void otherLinesAreRefused() {
        for (String line : new String[] {"export A", "=x", "A\0=1"}) {
            call.fake.disk().file("/lines", "A=1\n\n" + line + "\n");
            assertEquals(111, call.run("chpst", "--env-file", "/lines", "prog"), line);
            assertEquals("chpst: fatal: unable to use /lines: line 3 is not NAME=value\n", call.errors());
        }
        assertEquals(111, call.run("chpst", "--env-file", "/none", "prog"));
        assertEquals("chpst: fatal: unable to read /none: file does not exist\n", call.errors());
        assertFalse(call.hasExecuted());
    }
}
