package dev.jrunit.init;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.jrunit.posix.Errno;
import dev.jrunit.posix.PosixException;
import dev.jrunit.posix.fake.Disk;
import dev.jrunit.posix.fake.FakePosix;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The environment and the folder that it is exchanged through, as my_init does it. */
class ContainerEnvironmentTest {
    private static final String FOLDER = "/etc/container_environment";

    private final FakePosix fake = new FakePosix();
    private final Disk disk = fake.disk();
    private final List<String> warnings = new ArrayList<>();
    private ContainerEnvironment environment;

    private void begin(String... entries) throws PosixException {
        fake.setEnvironment(entries);
        environment = new ContainerEnvironment(fake.posix(), "/etc", warnings::add);
        fake.rememberOpen();
        environment.begin();
        fake.assertNothingLeaked();
    }

    private void folder() {
        disk.directory(FOLDER);
    }

    private void variable(String name, String content) {
        disk.file(FOLDER + "/" + name, content);
    }

    private String shell() {
        return disk.content(FOLDER + ".sh");
    }

    private String json() {
        return disk.content(FOLDER + ".json");
    }

    @Test
    void withoutAFolderNothingIsReadOrWritten() throws Exception {
        begin("A=1", "B=2");
        environment.readAgain();
        assertEquals(List.of("A=1", "B=2"), environment.entries());
        assertEquals(List.of(), fake.journal());
        assertEquals(List.of(), warnings);
    }

    @Test
    void variablesAreAddedAndNoneIsOverridden() throws Exception {
        variable("A", "of the folder");
        variable("B", "of the folder");
        begin("A=its own");
        assertEquals(List.of("A=its own", "B=of the folder"), environment.entries());
        assertEquals("its own", disk.content(FOLDER + "/A"));
    }

    @Test
    void oneNewlineAtTheEndIsNotTheVariables() throws Exception {
        variable("NONE", "x");
        variable("ONE", "x\n");
        variable("TWO", "x\n\n");
        variable("INSIDE", "x\ny\n");
        variable("ONLY", "\n");
        variable("EMPTY", "");
        begin();
        assertEquals(List.of("EMPTY=", "INSIDE=x\ny", "NONE=x", "ONE=x", "ONLY=", "TWO=x\n"), environment.entries());
    }

    @Test
    void everyVariableBecomesAFileButThoseAboutTheUser() throws Exception {
        folder();
        begin("A=1", "HOME=/root", "USER=u", "GROUP=g", "UID=0", "GID=0", "SHELL=/bin/sh", "PATH=/bin", "E=");
        assertEquals(List.of("A", "E", "PATH"), disk.names(FOLDER));
        assertEquals("1", disk.content(FOLDER + "/A"));
        assertEquals("", disk.content(FOLDER + "/E"));
        assertEquals("export A='1'\nexport PATH='/bin'\nexport E=''\n", shell());
        assertEquals(
                "{\"A\": \"1\", \"HOME\": \"/root\", \"USER\": \"u\", \"GROUP\": \"g\", \"UID\": \"0\", \"GID\": \"0\","
                        + " \"SHELL\": \"/bin/sh\", \"PATH\": \"/bin\", \"E\": \"\"}",
                json());
    }

    /** A service that runs as another user finds no secrets there, unless somebody wants it to. */
    @Test
    void whatIsNewIsReadByTheGroupAtMost() throws Exception {
        folder();
        disk.file("/etc/container_environment.json", "");
        begin("PASSWORD=secret");
        assertEquals(0640, disk.stat(FOLDER + "/PASSWORD").permissions());
        assertEquals(0640, disk.stat(FOLDER + ".sh").permissions());
        assertEquals(0644, disk.stat(FOLDER + ".json").permissions(), "as it was");
    }

    @Test
    void aFileThatIsRightIsNotWritten() throws Exception {
        variable("A", "1\n");
        fake.clearJournal();
        begin("A=1");
        assertEquals("1\n", disk.content(FOLDER + "/A"));
        assertFalse(fake.journal().contains("write " + FOLDER + "/A"));
    }

    @Test
    void scriptsAddChangeAndTakeAway() throws Exception {
        folder();
        begin("A=1", "B=2", "HOME=/root");
        variable("A", "changed\n");
        disk.remove(FOLDER + "/B");
        variable("C", "3");
        environment.readAgain();
        assertEquals(List.of("HOME=/root", "A=changed", "C=3"), environment.entries());
        assertEquals("export A='changed'\nexport C='3'\n", shell());
    }

    @Test
    void aValueIsTheSameWhenItIsReadAgain() throws Exception {
        folder();
        String[] entries = {"A=x\n", "B=x\n\n", "C=\n", "D= x ", "E=\u00ff\u00c3\u00a4", "F='\"\\$"};
        begin(entries);
        environment.readAgain();
        assertEquals(List.of(entries), environment.entries());
    }

    @Test
    void whatIsNoVariableIsIgnored() throws Exception {
        disk.directory(FOLDER + "/sub");
        variable("A=B", "x");
        disk.link(FOLDER + "/dangling", "/nowhere");
        begin();
        assertEquals(List.of(), environment.entries());
        assertEquals(
                List.of(
                        FOLDER + "/A=B is ignored: not a variable",
                        FOLDER + "/dangling is ignored: not a variable",
                        FOLDER + "/sub is ignored: not a variable"),
                warnings);
    }

    @Test
    void aFileMayGoWhileItIsLookedFor() throws Exception {
        variable("A", "1");
        variable("B", "2");
        fake.faults().once("open", FOLDER + "/A", Errno.ENOENT);
        begin();
        assertEquals(List.of("B=2"), environment.entries());
    }

    @Test
    void aValueEndsAtAZeroByte() throws Exception {
        variable("A", "x\0y\n");
        begin();
        assertEquals(List.of("A=x"), environment.entries());
        assertEquals(List.of(FOLDER + "/A is cut at its first zero byte"), warnings);
    }

    /** Without a name, a value, or a place among files. Of two of one name the first counts, as for getenv(3). */
    @Test
    void oddEntriesOfItsOwn() throws Exception {
        folder();
        begin("NOTHING", "=x", "", "A=1", "A=2", "a/b=3", "..=4", "B=5=6");
        assertEquals(List.of("A=1", "a/b=3", "..=4", "B=5=6"), environment.entries());
        assertEquals(List.of("A", "B"), disk.names(FOLDER));
        assertEquals("5=6", disk.content(FOLDER + "/B"));
        assertEquals(
                List.of(
                        "variable a/b cannot be the name of a file in " + FOLDER,
                        "variable .. cannot be the name of a file in " + FOLDER),
                warnings);
        environment.readAgain();
        assertEquals(List.of("a/b=3", "..=4", "A=1", "B=5=6"), environment.entries());
    }

    @Test
    void aShellGetsNamesThatItTakes() throws Exception {
        folder();
        begin("a.b-c=1", "9LIVES=2", "N9=3", "x y=4", "\u00e4=5");
        assertEquals("export a_b_c='1'\nexport _LIVES='2'\nexport N9='3'\nexport x_y='4'\nexport _='5'\n", shell());
        assertTrue(disk.names(FOLDER).contains("a.b-c"));
    }

    @Test
    void aShellGetsValuesAsTheyAre() throws Exception {
        folder();
        begin("A=it's", "B=\"$(x)` \\", "C=1\n2", "D=\u00ff");
        assertEquals("export A='it'\\''s'\nexport B='\"$(x)` \\'\nexport C='1\n2'\nexport D='\u00ff'\n", shell());
    }

    @Test
    void jsonIsJsonWhateverIsInIt() throws Exception {
        folder();
        begin("Q=\"\\", "N=1\n2\t\u0001\u001f", "U=\u00c3\u00a4", "BAD=a\u00ffb", "a\"b=");
        assertEquals(
                "{\"Q\": \"\\\"\\\\\", \"N\": \"1\\u000a2\\u0009\\u0001\\u001f\", \"U\": \"\u00c3\u00a4\","
                        + " \"BAD\": \"a\u00ef\u00bf\u00bdb\", \"a\\\"b\": \"\"}",
                json());
    }

    @Test
    void aReadOnlyFolderIsWarnedOfOnce() throws Exception {
        variable("A", "1");
        disk.permissions(FOLDER, 0555);
        disk.permissions("/etc", 0555);
        begin("B=2", "C=3");
        environment.readAgain();
        assertEquals(List.of("unable to write " + FOLDER + "/B: access denied"), warnings);
        assertFalse(disk.exists(FOLDER + ".json"));
    }

    @Test
    void aFullDiskIsWarnedOf() throws Exception {
        folder();
        fake.faults().always("write", FOLDER + ".sh", Errno.ENOSPC);
        begin("A=1");
        assertEquals(List.of("unable to write " + FOLDER + ".sh: out of disk space"), warnings);
        assertEquals("{\"A\": \"1\"}", json());
    }

    @Test
    void writesThatTakeLittleAreContinued() throws Exception {
        folder();
        fake.faults().writesTakeAtMost(3);
        begin("A=1234567890");
        assertEquals("1234567890", disk.content(FOLDER + "/A"));
        assertEquals("{\"A\": \"1234567890\"}", json());
    }

    @Test
    void aVariableThatMayNotBeReadIsNamed() {
        variable("A", "1");
        disk.permissions(FOLDER + "/A", 0);
        PosixException failure = assertThrows(PosixException.class, () -> begin());
        assertEquals("open " + FOLDER + "/A: access denied", failure.getMessage());
    }

    @Test
    void soIsOneThatCannotBeRead() {
        variable("A", "1");
        fake.faults().always("read", FOLDER + "/A", Errno.EIO);
        PosixException failure = assertThrows(PosixException.class, () -> begin());
        assertEquals("read " + FOLDER + "/A: " + Errno.EIO.words(), failure.getMessage());
    }

    @Test
    void aFolderThatIsAFileIsNamed() {
        disk.file(FOLDER, "");
        PosixException failure = assertThrows(PosixException.class, () -> begin());
        assertEquals("open " + FOLDER + ": not a directory", failure.getMessage());
    }
}
